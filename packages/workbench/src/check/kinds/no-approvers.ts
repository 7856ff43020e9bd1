/** A question that does not say whom it is for. */
import type { Draft, FindingKind } from '../finding.ts'
import type { Subject } from '../subject.ts'

export const noApprovers: FindingKind = {
  code: 'no_approvers',
  severity: 'note',
  title: 'A question that does not say who answers',
  why: 'Without `approvers`, everybody who has the role `approver` may answer. Say who it is where it matters, such as for money.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: {
        refund: { approve_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 100 }], reason: 'Over 100.' }] },
      },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: {
        refund: {
          approve_if: [
            {
              conditions: [{ path: 'args.amount', op: 'gt', value: 100 }],
              reason: 'Over 100.',
              approvers: ['team:treasury'],
            },
          ],
        },
      },
    },
  },
}

function find({ rules }: Subject): readonly Draft[] {
  return rules.flatMap(({ path, rule }) =>
    (rule.approve_if ?? []).flatMap(({ approvers = rule.approval?.approvers }, at) => {
      if (approvers !== undefined) return []
      const message = 'whoever has the role "approver" may answer this'
      const remedy = 'Nothing, if that is meant. Otherwise add "approvers", here or in "approval" of the rule.'
      return [{ path: [...path, 'approve_if', at], message, remedy }]
    }),
  )
}
