/** The shape of rules. */
import * as z from 'zod'
import { approvalSchema, approvalTermsSchema } from './approval-schema.ts'
import { mode, sentence, until } from './field.ts'
import { limitSchema, rateLimitSchema } from './limit-schema.ts'
import type { ClassRule } from './policy.ts'
import { predicateSchema } from './predicate-schema.ts'
import { resultsSchema } from './results-schema.ts'
import type { Rule } from './rule.ts'

/** Upper bounds for the parts of a rule. */
const BOUNDS = { predicates: 100, limits: 50 } as const

const ruleFields = {
  description: sentence.exactOptional().meta({
    description: 'For people who read the policy: why the rule is as it is. It decides nothing, and no agent is told.',
    examples: ['Support refunds by hand above 100.'],
  }),
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
  mode: mode.exactOptional().meta({
    description:
      '"shadow": the rule is judged and what it would have done is recorded; what holds is what would hold without it. Needs "until".',
    default: 'enforce',
    examples: ['enforce'],
  }),
  until: until.exactOptional().meta({
    description: 'When a rule in shadow mode begins to be enforced.',
    examples: ['2026-12-31T00:00:00Z'],
  }),
  require: z
    .array(predicateSchema)
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
    .array(predicateSchema)
    .max(BOUNDS.predicates)
    .exactOptional()
    .meta({
      description: 'The call is refused where one of them holds.',
      default: [],
      examples: [[{ conditions: [{ path: 'args.amount', op: 'gt', value: 500 }], on_deny: 'At most 500.' }]],
    }),
  approve_if: z
    .array(approvalSchema)
    .max(BOUNDS.predicates)
    .exactOptional()
    .meta({
      description: 'A person has to answer first where one of them holds. Refusing comes before asking.',
      default: [],
      examples: [
        [{ conditions: [{ path: 'args.amount', op: 'gt', value: 100 }], reason: 'More than 100 is looked at.' }],
      ],
    }),
  approval: approvalTermsSchema.exactOptional().meta({
    description:
      'How people are asked: by "action" and by limits of this rule; what an entry of "approve_if" leaves out is taken from here.',
    examples: [{ approvers: ['team:treasury'], timeout: '2h', four_eyes: true }],
  }),
  limits: z
    .array(limitSchema)
    .max(BOUNDS.limits)
    .exactOptional()
    .meta({
      description: 'All of them must have room for the call; all are taken, or none.',
      default: [],
      examples: [[{ counter: 'create_coupon_code_rate', window: 'minute', max: 30, scope: 'grant' }]],
    }),
  rate_limit: rateLimitSchema.exactOptional(),
  results: resultsSchema.exactOptional().meta({
    description: 'What holds for the results of the calls it governs.',
    examples: [{ redact: [{ detector: 'email' }] }],
  }),
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
