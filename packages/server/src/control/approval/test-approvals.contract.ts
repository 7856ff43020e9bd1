/** Questions and people for tests of approvals. */
import type { AskRule } from '@portcullis/engine'
import type { ApprovalAnswer, ApprovalWish, GatewayBoot } from '../../ports/approval-line.ts'
import type { Approval, Asking } from '../../ports/approval-store.ts'
import type { Actor } from '../actor.ts'
import type { Control } from '../control.ts'
import { START, type TestControl } from '../test-control.contract.ts'
import { answerWish } from './answer-wish.ts'

export const BOOT: GatewayBoot = { folder: 'here', epoch: 1 }
const MINUTE = 60_000

/** A rule that asks. */
export const askRule = (more: Partial<AskRule> = {}): AskRule => ({
  rule: '/tools/pay/approve_if/0',
  document: { id: 'pol_1', version: '1' },
  message: 'Payments need a person.',
  timeout: 30 * MINUTE,
  hold: 45_000,
  quorum: 1,
  approvers: ['role:approver'],
  reuse: 'once',
  fourEyes: false,
  ...more,
})

const DEFINITION = JSON.stringify({
  name: 'pay',
  inputSchema: {
    type: 'object',
    properties: {
      to: { type: 'string' },
      amount: { type: 'number' },
      tags: { type: 'array' },
      note: { type: 'string' },
    },
    required: ['to', 'amount'],
  },
})

/** A call of `pay` on `bank`; `binding` tells calls apart. */
export const askingOf = (binding: string, more: Partial<Asking> = {}): Asking => ({
  organisation: 'acme',
  grant: { id: 'grt_1', label: 'Claude', owner: 'acc_viewer' },
  server: { id: 'srv_bank', slug: 'bank' },
  tool: 'pay',
  label: { category: 'financial', risk: 'low', source: 'reviewed' },
  binding,
  alike: undefined,
  call: `call of ${binding}`,
  asks: [askRule()],
  params: '{"name":"pay","arguments":{"to":"Ben","amount":250,"tags":["a","b","c"],"note":"rent"}}',
  definition: DEFINITION,
  at: START,
  ...more,
})

/** Does what a gateway wishes. */
export const wish = <Kind extends ApprovalWish['kind']>(
  control: Control,
  wished: Extract<ApprovalWish, { kind: Kind }>,
  boot: GatewayBoot = BOOT,
): Promise<ApprovalAnswer> => answerWish(control, boot, wished)

/** Asks; the question. */
export async function ask(control: Control, asking: Asking, boot?: GatewayBoot): Promise<Approval> {
  const answer = await wish(control, { kind: 'open', asking }, boot)
  if (answer.kind !== 'open' || answer.opened.outcome !== 'found') throw new Error(JSON.stringify(answer))
  return answer.opened.approval
}

/** Writes people into the database: an account and a role each; their actors. */
export async function people(
  test: TestControl,
  names: readonly (readonly [account: string, role: Actor['memberships'][number]['role'], server?: string])[],
  organisation = 'acme',
): Promise<readonly Actor[]> {
  const { db } = test.control
  for (const [account, role, server] of names) {
    await db
      .insertInto('accounts')
      .values({
        ...{ id: account, email: `${account}@example.com`, name: account, password: null, code_secret: null },
        ...{ code_confirmed: 0, code_step: 0, operator: 0, disabled: 0, created: START, revision: 1 },
      })
      .execute()
    await db
      .insertInto('memberships')
      .values({
        ...{ id: `mem_${account}`, organisation, account, role, server: server ?? '', origin: 'given', created: START },
      })
      .execute()
  }
  return names.map(([id, role, server]) => ({ ...test.actor(role, organisation, server), id, name: id }))
}
