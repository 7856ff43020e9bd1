/** An approver lets another member answer in their stead, until an instant. */
import type { ApprovalDelegationTable } from '../../store/sql/tables/approvals.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { emailOf } from '../account/email.ts'
import { NOT_A_PERSON, proofProblem } from '../account/proof.ts'
import { notFound, type Problem, problem, wrongField } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import { may } from '../permissions.ts'

const DAY = 86_400_000
/** Longest delegation. */
const LONGEST = 90 * DAY
/** Delegations of one person that hold at once. */
const MOST = 10

/** What is said of a new one. */
export interface NewDelegation {
  /** Id or e-mail address of a member. */
  readonly to: string
  readonly until: number
  readonly reason: string
}

/** Makes one: whoever gets it answers what its giver may answer, counts as them, and never twice. */
export async function delegate(context: Context, wish: NewDelegation): Promise<ApprovalDelegationTable | Problem> {
  const { actor, organisation, at } = context
  if (actor.kind !== 'account' || actor.session === undefined) return NOT_A_PERSON
  const stale = proofProblem(context)
  if (stale !== undefined) return stale
  if (wish.until <= at || wish.until > at + LONGEST)
    return wrongField('/body/until', 'It has to end within 90 days.', 'Send a later or an earlier instant.')
  const id = newId('apd', at)
  const change = { action: 'approval.delegate', object: { kind: 'delegation', id } }
  return mutate(context, change, async (tx, changing) => {
    const to = await memberOf(tx, organisation, wish.to)
    if (to === undefined || to === actor.id)
      return wrongField('/body/to', 'There is no such other member.', 'Name another member by e-mail address or id.')
    if ((await standing(tx, context)) >= MOST)
      return problem('conflict', `${MOST} others answer in your stead already.`, { remedy: 'End one of them first.' })
    const row: ApprovalDelegationTable = {
      ...{ id, organisation, from_account: actor.id, to_account: to, until: wish.until, reason: wish.reason },
      ...{ created: at, created_by: actor.name, ended: null },
    }
    await tx.insertInto('approval_delegations').values(row).execute()
    changing.note({ to, until: wish.until, reason: wish.reason })
    return row
  })
}

async function memberOf(tx: Transaction, organisation: string, wished: string): Promise<string | undefined> {
  const found = await tx
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account')
    .select('accounts.id')
    .where('organisation', '=', organisation)
    .where('disabled', '=', 0)
    .where((eb) => eb.or([eb('accounts.id', '=', wished), eb('accounts.email', '=', emailOf(wished) ?? '')]))
    .executeTakeFirst()
  return found?.id
}

async function standing(tx: Transaction, { organisation, actor, at }: Context): Promise<number> {
  const rows = await tx
    .selectFrom('approval_delegations')
    .select('id')
    .where('organisation', '=', organisation)
    .where('from_account', '=', actor.id)
    .where('until', '>', at)
    .where('ended', 'is', null)
    .execute()
  return rows.length
}

/** Ends one: whoever gave or got it may, and admins. */
export async function endOne(context: Context, id: string): Promise<Problem | undefined> {
  const { actor, organisation, at } = context
  const change = { action: 'approval.delegate_end', object: { kind: 'delegation', id } }
  return mutate(context, change, async (tx, changing) => {
    const row = await tx
      .selectFrom('approval_delegations')
      .selectAll()
      .where('organisation', '=', organisation)
      .where('id', '=', id)
      .where('ended', 'is', null)
      .executeTakeFirst()
    const isTheirs = row !== undefined && [row.from_account, row.to_account].includes(actor.id)
    if (row === undefined || !(isTheirs || may(actor, 'member.edit', organisation))) return notFound
    await tx.updateTable('approval_delegations').set({ ended: at }).where('id', '=', id).execute()
    changing.note({ from: row.from_account, to: row.to_account })
    return undefined
  })
}
