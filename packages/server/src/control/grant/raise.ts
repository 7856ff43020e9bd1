/** Another policy for a while: with a reason, and an end that comes by itself. */
import type { Instant } from '@portcullis/engine'
import type { GrantRaiseTable } from '../../store/sql/tables/grants.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { isProblem, notFound, type Problem, problem, wrongField } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import { findPolicy } from '../policy/policy.ts'
import { findServer } from '../server/find-server.ts'
import { findGrant, reachProblem, serversOf } from './find-grant.ts'

/** What is asked for. */
export interface RaiseWish {
  /** Slug. */
  readonly server: string
  /** Name or id. */
  readonly policy: string
  readonly until: Instant
  readonly reason: string
}

const DAY = 86_400_000
/** Longest raise: what has to last longer is an edit. */
const LONGEST = 31 * DAY

/** Puts another policy over a grant on one server until then, in place of what was raised there before. */
export async function raiseGrant(context: Context, id: string, wish: RaiseWish): Promise<GrantRaiseTable | Problem> {
  const { control, organisation, at, actor } = context
  const wrong = untilProblem(wish.until, at)
  if (wrong !== undefined) return wrong
  const found = await findGrant(control.db, organisation, id)
  if (isProblem(found)) return found
  const { reason, until } = wish
  const change = { action: 'grant.raise', object: { kind: 'grant', id }, detail: { reason, until } }
  return mutate(context, change, async (tx, changing) => {
    const target = await targetOf(tx, context, id, wish)
    if (isProblem(target)) return target
    await endRaises(tx, { grant: id, only: target.server, at })
    const row = {
      id: newId('rai', at),
      organisation,
      grant_id: id,
      ...target,
      reason,
      created: at,
      created_by: actor.name,
      until,
      ended: null,
    }
    await tx.insertInto('grant_raises').values(row).execute()
    changing.note({ raise: row.id, ...target })
    changing.touch('grants', id)
    return row
  })
}

function untilProblem(until: Instant, at: Instant): Problem | undefined {
  if (until <= at) return wrongField('/body/until', 'This is in the past.', 'Give a later instant.')
  if (until - at <= LONGEST) return undefined
  return wrongField('/body/until', 'A raise lasts at most 31 days.', 'Give an earlier instant, or edit the grant.')
}

async function targetOf(
  tx: Transaction,
  context: Context,
  id: string,
  wish: RaiseWish,
): Promise<Pick<GrantRaiseTable, 'server' | 'policy'> | Problem> {
  const { organisation } = context
  const grant = await findGrant(tx, organisation, id)
  if (isProblem(grant)) return grant
  const reached = await serversOf(tx, grant)
  const refused = reachProblem(context, 'grant.edit', reached)
  if (refused !== undefined) return refused
  if (grant.state === 'revoked') return problem('conflict', 'The grant is revoked.', { remedy: 'Make a new one.' })
  const server = await findServer(tx, organisation, wish.server)
  if (isProblem(server) || !reached.includes(server.id)) {
    const remedy = 'Name a server that the grant reaches.'
    return wrongField('/body/server', `The grant does not reach \`${wish.server}\`.`, remedy)
  }
  const policy = await findPolicy(tx, organisation, wish.policy)
  if (!isProblem(policy)) return { server: server.id, policy: policy.id }
  return wrongField('/body/policy', `There is no policy \`${wish.policy}\`.`, 'Name a policy of this organisation.')
}

/** Ends a raise before its time. */
export async function endRaise(context: Context, id: string, raise: string): Promise<Problem | undefined> {
  const { organisation, at } = context
  const change = { action: 'grant.raise_end', object: { kind: 'grant', id }, detail: { raise } }
  return mutate(context, change, async (tx, changing) => {
    const grant = await findGrant(tx, organisation, id)
    if (isProblem(grant)) return grant
    const refused = reachProblem(context, 'grant.edit', await serversOf(tx, grant))
    if (refused !== undefined) return refused
    const ended = await tx
      .updateTable('grant_raises')
      .set({ ended: at })
      .where('id', '=', raise)
      .where('grant_id', '=', id)
      .where('ended', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (ended === undefined) return notFound
    changing.touch('grants', id)
    return undefined
  })
}

/** Which raises of a grant end. */
export interface EndingRaises {
  readonly grant: string
  readonly at: Instant
  /** The one server whose raises end. */
  readonly only?: string
  /** The servers whose raises go on. */
  readonly servers?: readonly string[]
}

/** Ends raises within a change of their grant. */
export async function endRaises(tx: Transaction, { grant, at, only, servers }: EndingRaises): Promise<void> {
  let open = tx.updateTable('grant_raises').set({ ended: at }).where('grant_id', '=', grant).where('ended', 'is', null)
  if (only !== undefined) open = open.where('server', '=', only)
  if (servers !== undefined && servers.length > 0) open = open.where('server', 'not in', servers)
  await open.execute()
}

/** Raises that hold now, by grant. */
export async function raisesOf(
  db: Database | Transaction,
  grants: readonly string[],
  now: Instant,
): Promise<ReadonlyMap<string, readonly GrantRaiseTable[]>> {
  const byGrant = new Map<string, GrantRaiseTable[]>()
  if (grants.length === 0) return byGrant
  const rows = await db
    .selectFrom('grant_raises')
    .selectAll()
    .where('grant_id', 'in', grants)
    .where('ended', 'is', null)
    .where('until', '>', now)
    .orderBy('id')
    .execute()
  for (const row of rows) byGrant.set(row.grant_id, [...(byGrant.get(row.grant_id) ?? []), row])
  return byGrant
}
