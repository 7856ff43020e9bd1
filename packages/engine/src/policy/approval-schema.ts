/** The shape of what asks a person. */
import * as z from 'zod'
import { duration, sentence } from './field.ts'
import { conditionsSchema } from './predicate-schema.ts'
import { flawed } from './problem.ts'
import type { ApprovalRule, ApprovalTerms, Reuse } from './rule.ts'
import { raise } from './schema-check.ts'

const DAY = 86_400_000

/** Upper bounds. */
const BOUNDS = { timeout: 7 * DAY, hold: 300_000, reuse: DAY, quorum: 10, approvers: 20, uses: 1_000 } as const

const APPROVER = /^(?:owner|(?:role|user|team):[A-Za-z0-9_.@-]{1,64})$/

const reuse: z.ZodType<Reuse> = z
  .union([
    z.literal('once'),
    z
      .strictObject({
        for: duration(BOUNDS.reuse).meta({ description: 'How long the answer serves.', examples: ['10m'] }),
        same: z.enum(['tool', 'call']).meta({
          description:
            '"call": for calls with the same arguments. "tool": for any call of the tool; not for what executes, destroys or pays.',
          examples: ['call'],
        }),
        max_uses: z
          .int()
          .min(1)
          .max(BOUNDS.uses)
          .exactOptional()
          .meta({ description: 'So many calls at most. Needed with "same": "tool".', examples: [5] }),
      })
      .superRefine(checkReuse)
      .meta({ id: 'ReuseFor', description: 'For a while, one answer serves for more than one call.' }),
  ])
  .meta({ description: 'Whether an answer serves once, or for a while.' })

const termFields = {
  timeout: duration(BOUNDS.timeout)
    .exactOptional()
    .meta({ description: 'How long the question waits for an answer.', default: '30m', examples: ['2h'] }),
  hold: duration(BOUNDS.hold)
    .exactOptional()
    .meta({
      description: 'How long the call itself is held open for the answer, before the agent is told to come back.',
      default: '45s',
      examples: ['20s'],
    }),
  quorum: z
    .int()
    .min(1)
    .max(BOUNDS.quorum)
    .exactOptional()
    .meta({ description: 'So many people have to approve.', default: 1, examples: [2] }),
  approvers: z
    .array(z.string().regex(APPROVER))
    .min(1)
    .max(BOUNDS.approvers)
    .exactOptional()
    .meta({
      description:
        'Who may answer: "role:approver", "team:treasury", "user:" with an address or the id of an account, or "owner" of the grant. The default: whoever has the role approver.',
      default: ['role:approver'],
      examples: [['role:approver', 'user:ana@example.com']],
    }),
  reuse: reuse.exactOptional().meta({ default: 'once', examples: ['once', { for: '10m', same: 'call' }] }),
  four_eyes: z
    .boolean()
    .exactOptional()
    .meta({
      description:
        'The owner of the grant that calls may not answer, whatever role they have: nobody allows what they asked for.',
      default: false,
      examples: [true],
    }),
}

/** How people are asked by a rule. */
export const approvalTermsSchema: z.ZodType<ApprovalTerms> = z.strictObject(termFields).meta({
  id: 'ApprovalTerms',
  description:
    'How people are asked: by "action": "require_approval" and by limits with "on_exceed": "require_approval" of this rule. What an entry of "approve_if" leaves out is taken from here.',
})

/** Conditions under which a person has to answer first. */
export const approvalSchema: z.ZodType<ApprovalRule> = z
  .strictObject({
    conditions: conditionsSchema,
    reason: sentence.exactOptional().meta({
      description: 'Why a person has to look at it: told to the agent and to the approver.',
      examples: ['Refunds of more than 100 need a person.'],
    }),
    ...termFields,
  })
  .meta({ id: 'Approval', description: 'Where its conditions hold, a person has to answer before the call is made.' })

function checkReuse({ same, max_uses: uses }: Exclude<Reuse, 'once'>, context: z.RefinementCtx): void {
  if (same === 'call' || uses !== undefined) return
  const { flaw } = flawed(
    'missing_key',
    'an answer that serves for any call of a tool needs "max_uses"',
    'Add "max_uses": 5, or write "same": "call".',
  )
  raise(context, flaw, ['max_uses'])
}
