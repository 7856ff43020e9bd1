/** A decision as the API shows it. */
import { z } from 'zod'
import type { DecisionTable } from '../../store/sql/tables/audit.ts'

/** Members of a decision that everybody sees who may read the audit log. No argument's value, no digest of one. */
export const DECISION_VIEW = z.object({
  id: z.string(),
  at: z.int().describe('Milliseconds since 1970.'),
  grant: z.string().describe('Id.'),
  server: z.string().describe('Slug.'),
  method: z.string(),
  tool: z.string().optional(),
  target: z
    .string()
    .optional()
    .describe('What other methods ask for: a prompt’s name, or scheme, host and digest of a resource.'),
  category: z.string().optional(),
  risk: z.string().optional(),
  effect: z.enum(['allow', 'deny']),
  code: z.string().optional().describe('Why it was refused.'),
  rule: z.string().optional().describe('The rule that decided: a JSON Pointer into the policy.'),
  policy: z.string().optional().describe('Id of the policy that the rule stands in.'),
  policy_version: z.string().optional(),
  outcome: z
    .string()
    .optional()
    .describe('How an allowed call ended; `unknown`: not heard of, it may be under way or have been lost.'),
  withheld_by: z.string().optional().describe('The rule by which the result was withheld.'),
  redacted: z.int().describe('How much was replaced in the result.'),
  warned: z.boolean().describe('Whether a share of a limit was reached that is to be warned of.'),
  shadow: z.string().optional().describe('What shadow mode would have done, where that is something else.'),
  approval: z
    .object({
      id: z.string(),
      state: z
        .string()
        .describe(
          'As the decision found or left it: `pending`, `approved`, `consumed` (the call was made by it), `rejected`, `expired`, `superseded`; `delivered`: the answer of an earlier call was handed out.',
        ),
      narrowed: z.boolean().describe('Whether a person changed the arguments: decided and sent were the changed ones.'),
    })
    .optional()
    .describe('The question to people about the call.'),
  micros: z.int().describe('Microseconds from the request to the decision.'),
  upstream_micros: z.int(),
  own_micros: z.int(),
  count: z.int().describe('How many identical refusals it stands for.'),
})

export type DecisionView = z.input<typeof DECISION_VIEW>

/** Shows a row. */
export function viewDecision(row: DecisionTable): DecisionView {
  const told = <Name extends string>(name: Name, value: string): { [Key in Name]?: string } =>
    value === '' ? {} : ({ [name]: value } as { [Key in Name]?: string })
  return {
    ...{ id: row.id, at: row.at, grant: row.grant_id, server: row.server, method: row.method },
    ...told('tool', row.tool),
    ...told('target', row.target),
    ...told('category', row.category),
    ...told('risk', row.risk),
    effect: row.effect === 'allow' ? 'allow' : 'deny',
    ...told('code', row.code),
    ...told('rule', row.rule),
    ...told('policy', row.policy),
    ...told('policy_version', row.policy_version),
    ...(row.effect === 'allow' && { outcome: row.outcome || 'unknown' }),
    ...told('withheld_by', row.withheld_by),
    redacted: row.redacted,
    warned: row.warned === 1,
    ...told('shadow', row.shadow),
    ...(row.approval !== null && {
      approval: { id: row.approval, state: row.approval_state, narrowed: row.approval_narrowed === 1 },
    }),
    ...{ micros: row.micros, upstream_micros: row.upstream_micros, own_micros: row.own_micros, count: row.count },
  }
}
