/** The shape of rules: conditions, limits and what else may stand in one. */
import * as z from 'zod'
import { conditionSchema } from './condition-schema.ts'
import { parseAmount, parseRate } from './limit.ts'
import { type Path, parsePath } from './path.ts'
import type { ClassRule, Limit, Predicate, RateLimit, Rule } from './policy.ts'
import { flawed, type OrFlaw, sound } from './problem.ts'
import { raise, raising } from './schema-check.ts'
import { MAX_WINDOW_SECONDS, parseWindow } from './window.ts'

/** Upper bounds for the parts of a rule. */
const BOUNDS = { predicates: 100, conditions: 200, limits: 50, text: 1_000 } as const

const COUNTER = /^[^/\s\p{Cc}][^\s\p{Cc}]*$/u
const MAX_COUNTER_LENGTH = 128

const sentence: z.ZodType<string> = z.string().min(1).max(BOUNDS.text)

const quantity = (description: string, examples: readonly (number | string)[]): z.ZodType<number | string> =>
  z.union([z.number(), z.string()]).superRefine(raising(parseAmount)).meta({ description, examples })

const predicate: z.ZodType<Predicate> = z
  .strictObject({
    conditions: z
      .array(conditionSchema)
      .max(BOUNDS.conditions)
      .meta({
        description: 'Conditions that are ANDed. An empty list always holds.',
        examples: [[{ path: 'args.amount', op: 'lte', value: 500 }]],
      }),
    on_deny: sentence.exactOptional().meta({
      description: 'What the agent is told when this refuses the call. Say what it may do instead.',
      examples: ['Coupons of more than 20 percent need a person. Use at most 20.'],
    }),
  })
  .meta({
    id: 'Predicate',
    description: 'Conditions, and what the agent is told when the call is refused because of them.',
  })

const limit: z.ZodType<Limit> = z
  .strictObject({
    counter: z
      .string()
      .superRefine(raising(parseCounter))
      .meta({
        description:
          'Name of the counter. Limits with the same counter, window and scope share it, also across tools. No spaces; it does not begin with a slash.',
        examples: ['create_coupon_code_rate'],
        pattern: COUNTER.source,
        maxLength: MAX_COUNTER_LENGTH,
      }),
    window: z
      .union([z.string(), z.number()])
      .superRefine(raising(parseWindow))
      .meta({
        description:
          'How long a window lasts: "minute", "hour" or "day" of UTC, a duration such as "90s", "15m", "24h" or "7d", or seconds. Durations are counted from 1970-01-01T00:00Z.',
        examples: ['minute', 'day', '15m', 90],
      }),
    max: quantity('The most that may be taken in one window: a number or a decimal string, at most six decimals.', [
      30,
      '250.50',
    ]),
    scope: z
      .enum(['grant', 'session'])
      .exactOptional()
      .meta({
        description:
          'Whose calls share the counter: all of the grant, or those of one session. A grant has four session counters, so starting new sessions does not start new budgets without end.',
        examples: ['session'],
        default: 'grant',
      }),
    increment: quantity('What one call takes. More than zero.', [1, '0.5']).exactOptional().meta({ default: 1 }),
    increment_from: z
      .string()
      .superRefine(raising(parseIncrementPath))
      .exactOptional()
      .meta({
        description:
          'The argument that says what a call takes, such as an amount of money. A call is refused where it is missing, not a number, negative, or has more than six decimals.',
        examples: ['args.amount'],
      }),
    on_deny: sentence.exactOptional().meta({
      description: 'What the agent is told when the limit is reached. The default says the limit and when it resets.',
      examples: ['Enough coupons for today. Continue tomorrow.'],
    }),
  })
  .superRefine(checkIncrement)
  .meta({ id: 'Limit', description: 'How much may be taken from one counter in each window.' })

const rateLimit: z.ZodType<RateLimit> = z
  .union([
    z.string(),
    z
      .strictObject({
        max: z
          .int()
          .min(0)
          .max(1_000_000_000)
          .meta({ description: 'Calls in each window.', examples: [10] }),
        window: z
          .int()
          .min(1)
          .max(MAX_WINDOW_SECONDS)
          .meta({ description: 'Length of the window in seconds.', examples: [60] }),
      })
      .meta({ id: 'Rate' }),
  ])
  .superRefine(raising(parseRate))
  .meta({
    description:
      'Short form of a limit: so many calls of each session in each second, minute, hour or day. One counter for the rule.',
    examples: ['10/minute', { max: 10, window: 60 }],
  })

const ruleFields = {
  action: z
    .enum(['allow', 'deny', 'hide', 'require_approval'])
    .exactOptional()
    .meta({
      description:
        '"allow": the conditions and limits below decide. "deny": refuse every call. "hide": drop from lists and refuse as an unknown tool. "require_approval": a person answers first.',
      default: 'allow',
      examples: ['deny', 'require_approval'],
    }),
  reason: sentence.exactOptional().meta({
    description: 'What the agent is told when "action" refuses or asks.',
    examples: ['Profiles are deleted by the support team only.'],
  }),
  require: z
    .array(predicate)
    .max(BOUNDS.predicates)
    .exactOptional()
    .meta({
      description: 'Every one must hold, else the call is refused.',
      default: [],
      examples: [
        [{ conditions: [{ path: 'args.currency', op: 'in', value: ['EUR', 'USD'] }], on_deny: 'Use EUR or USD.' }],
      ],
    }),
  deny_if: z
    .array(predicate)
    .max(BOUNDS.predicates)
    .exactOptional()
    .meta({
      description: 'The call is refused where one of them holds.',
      default: [],
      examples: [[{ conditions: [{ path: 'args.amount', op: 'gt', value: 500 }], on_deny: 'At most 500.' }]],
    }),
  limits: z
    .array(limit)
    .max(BOUNDS.limits)
    .exactOptional()
    .meta({
      description: 'All of them must have room for the call; all are taken, or none.',
      default: [],
      examples: [[{ counter: 'create_coupon_code_rate', window: 'minute', max: 30, scope: 'grant' }]],
    }),
  rate_limit: rateLimit.exactOptional(),
}

/** The rule of a tool, of a pattern of names, or of all tools. */
export const ruleSchema: z.ZodType<Rule> = z
  .strictObject(ruleFields)
  .meta({ id: 'Rule', description: 'What holds for the calls it governs. An empty rule allows them.' })

/** The rule of a class of tools. */
export const classRuleSchema: z.ZodType<ClassRule> = z
  .strictObject({
    ...ruleFields,
    trust: z
      .literal('derived')
      .exactOptional()
      .meta({
        description:
          'Also allow tools whose label was only derived from their definition. Without it, the class allows those that an operator labelled, and for the others it can only refuse, hide, ask and limit.',
        examples: ['derived'],
      }),
  })
  .meta({
    id: 'ClassRule',
    description:
      'What holds for the tools of a class, beside the best pattern of names and the other classes of the tool.',
  })

function parseCounter(name: string): OrFlaw<string> {
  if (name.length <= MAX_COUNTER_LENGTH && COUNTER.test(name)) return sound(name)
  const remedy = `Use 1 to ${MAX_COUNTER_LENGTH} characters without spaces that do not begin with a slash: "create_coupon_code_rate".`
  return flawed('bad_value', `${JSON.stringify(name.slice(0, 64))} cannot be the name of a counter`, remedy)
}

function parseIncrementPath(text: string): OrFlaw<Path> {
  const path = parsePath(text)
  if (!path.ok || path.value.pointer !== undefined) return path
  return flawed('bad_path', `"${text}" is not an argument`, 'Name the argument that holds the number: "args.amount".')
}

function checkIncrement(written: Limit, context: z.RefinementCtx): void {
  if (written.increment === undefined) return
  if (written.increment_from !== undefined) {
    raise(context, flawed('bad_value', 'a limit has both "increment" and "increment_from"', 'Keep one of them.').flaw, [
      'increment',
    ])
  }
  const amount = parseAmount(written.increment)
  if (amount.ok && amount.value === 0) {
    raise(context, flawed('bad_value', '"increment" is zero', 'Write a number above zero, or drop the limit.').flaw, [
      'increment',
    ])
  }
}
