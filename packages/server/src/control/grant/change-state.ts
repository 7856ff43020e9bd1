/** Grants are suspended, confirmed and revoked: at once, everywhere. */
import type { Transaction } from '../../store/sql/tables.ts'
import { isProblem, type Problem, problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { findGrant, reachProblem, serversOf } from './find-grant.ts'
import type { GrantRow } from './grant.ts'

/** What becomes of a grant. */
export type NextState = 'active' | 'suspended' | 'revoked'

const ACTIONS = { active: 'grant.confirm', suspended: 'grant.suspend', revoked: 'grant.revoke' } as const

/**
 * Puts a grant into a state. One that was revoked stays so, unless it came of a consent: as its person has but one of its
 * template, it can be confirmed, and their clients have to ask again.
 */
export async function changeState(
  context: Context,
  id: string,
  { to, reason }: { readonly to: NextState; readonly reason: string },
): Promise<GrantRow | Problem> {
  const { control, organisation } = context
  const found = await findGrant(control.db, organisation, id)
  if (isProblem(found)) return found
  const change = { action: ACTIONS[to], object: { kind: 'grant', id }, detail: { reason } }
  return mutate(context, change, async (tx, changing) => {
    const before = await findGrant(tx, organisation, id)
    if (isProblem(before)) return before
    const refused = reachProblem(context, 'grant.edit', await serversOf(tx, before))
    if (refused !== undefined) return refused
    if (before.state === 'revoked' && (to !== 'active' || before.template === '')) return REVOKED
    const after = await put(tx, before, to, reason)
    changing.touch('grants', id)
    return after
  })
}

const REVOKED = problem('conflict', 'The grant is revoked, and stays so.', { remedy: 'Make a new one.' })

async function put(tx: Transaction, before: GrantRow, state: NextState, reason: string): Promise<GrantRow> {
  const fields = { state, state_reason: state === 'active' ? '' : reason, revision: before.revision + 1 }
  await tx.updateTable('grants').set(fields).where('id', '=', before.id).execute()
  if (state === 'revoked') await forgetTokens(tx, [before.id])
  return { ...before, ...fields }
}

/** Forgets every token of grants: nothing that was ever handed out proves them again. */
export async function forgetTokens(tx: Transaction, grants: readonly string[]): Promise<void> {
  if (grants.length === 0) return
  await tx.deleteFrom('grant_tokens').where('grant_id', 'in', grants).execute()
  await tx.deleteFrom('oauth_tokens').where('grant_id', 'in', grants).execute()
  await tx.deleteFrom('issued_tokens').where('grant_id', 'in', grants).execute()
  const families = tx.selectFrom('oauth_families').select('id').where('grant_id', 'in', grants)
  await tx.deleteFrom('oauth_codes').where('family', 'in', families).execute()
  await tx.deleteFrom('oauth_families').where('grant_id', 'in', grants).execute()
}

/** Confirms grants that wait for it; without names all of them. @returns ids of those that are active again */
export async function confirmGrants(
  context: Context,
  ids: readonly string[] | undefined,
): Promise<readonly string[] | Problem> {
  const { organisation } = context
  const change = { action: 'grant.confirm', object: { kind: 'organisation', id: organisation } }
  return mutate(context, change, async (tx, changing) => {
    let waiting = tx
      .selectFrom('grants')
      .select('id')
      .where('organisation', '=', organisation)
      .where('state', '=', 'suspended')
    if (ids !== undefined) waiting = waiting.where('id', 'in', ids.length === 0 ? [''] : ids)
    const found = (await waiting.orderBy('id').execute()).map(({ id }) => id)
    for (const id of found) {
      await tx
        .updateTable('grants')
        .set((row) => ({ state: 'active', state_reason: '', revision: row('revision', '+', 1) }))
        .where('id', '=', id)
        .execute()
    }
    changing.note({ count: found.length, grants: found.slice(0, 100) })
    changing.touch('grants', ...found)
    return found
  })
}
