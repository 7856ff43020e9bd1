/** The shape of limits. */
import * as z from 'zod'
import { type Path, parsePath } from '../condition/path.ts'
import { parseAmount } from '../limit/increment.ts'
import { parseRate } from '../limit/limit.ts'
import { limitFlaws } from '../limit/limit-flaws.ts'
import { MAX_WINDOW_SECONDS, parseWindow } from '../limit/window.ts'
import { sentence } from './field.ts'
import type { ByKey, IncrementFrom, Limit, RateLimit } from './limit.ts'
import { flawed, type OrFlaw, sound } from './problem.ts'
import { raise, raising } from './schema-check.ts'

/** Most keys that tell the counters of one limit apart. */
const MAX_BY = 4

const COUNTER = /^[^/\s\p{Cc}][^\s\p{Cc}]*$/u
const MAX_COUNTER_LENGTH = 128

const quantity = (description: string, examples: readonly (number | string)[]): z.ZodType<number | string> =>
  z.union([z.number(), z.string()]).superRefine(raising(parseAmount)).meta({ description, examples })

const keyPath = z.string().superRefine(raising(parseKeyPath))

const byKey: z.ZodType<ByKey> = z
  .union([
    keyPath,
    z
      .strictObject({
        path: keyPath.meta({ description: 'Where the value stands.', examples: ['args.customer_id'] }),
        ignore_case: z
          .boolean()
          .exactOptional()
          .meta({
            description: 'Texts that differ in upper and lower case only share a counter: "C1" and "c1".',
            default: false,
            examples: [true],
          }),
        trim: z
          .boolean()
          .exactOptional()
          .meta({
            description: 'Texts that differ in white space at their ends only share a counter: "c1" and " c1".',
            default: false,
            examples: [true],
          }),
      })
      .meta({ id: 'ByKey', description: 'A path, with what makes no difference between the texts that stand there.' }),
  ])
  .meta({
    description: 'What tells counters apart: a path, or a path with "ignore_case" and "trim".',
    examples: ['args.customer_id', { path: 'args.customer_id', ignore_case: true, trim: true }],
  })

const by = z
  .array(byKey)
  .min(1)
  .max(MAX_BY)
  .meta({
    description:
      'Paths: a counter of its own for each value that stands there. Values are compared as they are written ("C1" is not "c1", 1 is not "1"); the servers that take one for the other want "ignore_case" or "trim". A call is refused where nothing stands there, or no text, number or truth value. At most 10000 values are counted in each window. A change of "by" begins new counters.',
    examples: [['args.customer_id'], ['tool.name'], [{ path: 'args.customer_id', ignore_case: true }]],
  })

const incrementPath = z.string().superRefine(raising(parseIncrementPath))

const incrementFrom: z.ZodType<IncrementFrom> = z
  .union([
    incrementPath,
    z
      .strictObject({
        sum: z
          .string()
          .superRefine(raising(parseManyPath))
          .meta({ description: 'Path with [*]: the numbers there are added up.', examples: ['args.items[*].price'] }),
      })
      .meta({ id: 'SumOf', description: 'The sum of the numbers in an array; nothing for an empty one.' }),
    z
      .strictObject({
        count: incrementPath.meta({
          description: 'Path of an array: its elements are counted.',
          examples: ['args.recipients'],
        }),
      })
      .meta({ id: 'CountOf', description: 'How many elements an array has.' }),
  ])
  .meta({
    description:
      'The argument that says what a call takes, such as an amount of money; or the sum of several, or a count of elements. A call is refused where it is missing, not a number, negative, or has more than six decimals.',
    examples: ['args.amount', { sum: 'args.items[*].price' }, { count: 'args.recipients' }],
  })

/** How much may be taken from one counter in each window. */
export const limitSchema: z.ZodType<Limit> = z
  .strictObject({
    counter: z
      .string()
      .superRefine(raising(parseCounter))
      .meta({
        description:
          'Name of the counter. Limits with the same counter, window, kind, scope and "by" share it, also across tools. No spaces; it does not begin with a slash.',
        examples: ['create_coupon_code_rate'],
        pattern: COUNTER.source,
        maxLength: MAX_COUNTER_LENGTH,
      }),
    window: z
      .union([z.string(), z.number()])
      .superRefine(raising(parseWindow))
      .meta({
        description:
          'How long a window lasts: "minute", "hour", "day", "week" (from Monday) or "month" of the document\'s time zone, a duration such as "90s", "15m", "24h" or "7d", or seconds. Durations are counted from 1970-01-01T00:00Z.',
        examples: ['minute', 'day', '15m', 90],
      }),
    kind: z
      .enum(['fixed', 'rolling'])
      .exactOptional()
      .meta({
        description:
          '"fixed": windows follow one another, and each begins with an empty counter. "rolling": at every instant the window that ends then holds. A month cannot roll.',
        default: 'fixed',
        examples: ['rolling'],
      }),
    max: quantity('The most that may be taken in one window: a number or a decimal string, at most six decimals.', [
      30,
      '250.50',
    ]),
    scope: z
      .enum(['grant', 'session', 'owner', 'server', 'organisation'])
      .exactOptional()
      .meta({
        description:
          'Whose calls share the counter: all of the grant, those of one session (a grant has four session counters, so starting new sessions does not start new budgets without end), those of all grants of one owner, of the server, or of the organisation.',
        examples: ['session', 'owner'],
        default: 'grant',
      }),
    by: by.exactOptional(),
    increment: quantity('What one call takes. More than zero.', [1, '0.5']).exactOptional().meta({ default: 1 }),
    increment_from: incrementFrom.exactOptional(),
    warn_at: z
      .number()
      .gt(0)
      .lt(1)
      .exactOptional()
      .meta({
        description: 'Share of "max" from which on a warning is recorded. It never refuses anything.',
        examples: [0.8],
      }),
    on_exceed: z
      .enum(['deny', 'require_approval'])
      .exactOptional()
      .meta({
        description:
          '"require_approval": a person decides over calls that go over "max". With a second limit of a higher "max" that denies, a ladder: ask from 500 on, refuse from 1000 on.',
        default: 'deny',
        examples: ['require_approval'],
      }),
    refund_on: z
      .array(z.enum(['protocol_error', 'tool_error']))
      .max(2)
      .exactOptional()
      .meta({
        description:
          'Outcomes after which what the call took is given back. A call that was never sent gives it back in any case. For limits with "increment_from" only: a loop of failing calls is still a loop.',
        default: [],
        examples: [['tool_error']],
      }),
    on_store_failure: z
      .enum(['deny', 'allow'])
      .exactOptional()
      .meta({
        description:
          'What happens while the counters cannot be reached. "allow" admits at most "max" for at most a minute; not for amounts.',
        default: 'deny',
        examples: ['allow'],
      }),
    durability: z
      .enum(['strict', 'relaxed'])
      .exactOptional()
      .meta({
        description:
          '"strict": a call goes on once what it takes is written. "relaxed": once it is counted; it is written some 20 milliseconds later, and a gateway that is killed in between forgets it. Not for amounts, nor for limits that ask. Counters in Redis are strict in any case.',
        default: 'strict',
        examples: ['relaxed'],
      }),
    on_deny: sentence.exactOptional().meta({
      description: 'What the agent is told when the limit is reached. The default says the limit and when it resets.',
      examples: ['Enough coupons for today. Continue tomorrow.'],
    }),
  })
  .superRefine(checkParts)
  .meta({ id: 'Limit', description: 'How much may be taken from one counter in each window.' })

/** The short form of a limit. */
export const rateLimitSchema: z.ZodType<RateLimit> = z
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
        by: by.exactOptional(),
      })
      .meta({ id: 'Rate', description: 'So many calls in so many seconds.' }),
  ])
  .superRefine(raising(parseRate))
  .meta({
    description:
      'Short form of a limit: so many calls of each session in each second, minute, hour or day. One counter for the rule; with "by": ["tool.name"], one for each tool it governs.',
    examples: ['10/minute', { max: 10, window: 60 }],
  })

function parseCounter(name: string): OrFlaw<string> {
  if (name.length <= MAX_COUNTER_LENGTH && COUNTER.test(name)) return sound(name)
  const remedy = `Use 1 to ${MAX_COUNTER_LENGTH} characters without spaces that do not begin with a slash: "create_coupon_code_rate".`
  return flawed('bad_value', `${JSON.stringify(name.slice(0, 64))} cannot be the name of a counter`, remedy)
}

function parseIncrementPath(text: string): OrFlaw<Path> {
  const path = parsePath(text)
  if (!path.ok || (path.value.pointer !== undefined && !path.value.many)) return path
  return flawed('bad_path', `"${text}" is not one argument`, 'Name the argument that holds the number: "args.amount".')
}

function parseManyPath(text: string): OrFlaw<Path> {
  const path = parsePath(text)
  if (!path.ok || (path.value.root === 'args' && path.value.many)) return path
  return flawed(
    'bad_path',
    `"${text}" does not name several arguments`,
    'Write [*] for the elements: "args.items[*].price".',
  )
}

/** Roots that tell one caller's counters from another's; what depends on the time or on what was read does not. */
const KEY_ROOTS: ReadonlySet<string> = new Set(['args', 'tool', 'grant', 'client', 'request'])

function parseKeyPath(text: string): OrFlaw<Path> {
  const path = parsePath(text)
  if (!path.ok || (!path.value.many && KEY_ROOTS.has(/^\w+/.exec(text)?.[0] ?? ''))) return path
  return flawed(
    'bad_path',
    `"${text}" cannot tell counters apart`,
    'Name one argument: "args.customer_id", or "tool.name".',
  )
}

function checkParts(written: Limit, context: z.RefinementCtx): void {
  for (const { key, flaw } of limitFlaws(written)) raise(context, flaw, [key])
}
