/** A new grant. */

import type { Transaction } from '../../store/sql/tables.ts'
import { isProblem, type Problem, wrongField } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import { reachProblem } from './find-grant.ts'
import { type GrantRow, readGrant, type WishedServers } from './grant.ts'
import { resolveOwner } from './owner.ts'
import { reachDetail, resolveReaches, writeReaches } from './reaches.ts'
import { addToken } from './token.ts'

/** What is asked for. */
export interface GrantWish {
  readonly label: string
  /** Undefined: whoever asks. */
  readonly owner: string | null | undefined
  readonly servers: WishedServers
  readonly tags: Readonly<Record<string, string>>
  readonly addresses: readonly string[]
  readonly expires: number | null
}

/** A grant, and its token, which nobody sees again. */
export interface MadeGrant {
  readonly grant: GrantRow
  readonly token: string
}

/** Makes a grant. */
export async function createGrant(context: Context, wish: GrantWish): Promise<MadeGrant | Problem> {
  const { organisation, at, actor } = context
  const past = pastProblem(wish.expires, at)
  if (past !== undefined) return past
  const id = newId('gr', at)
  const { label, tags, addresses, expires } = wish
  const change = { action: 'grant.create', object: { kind: 'grant', id }, detail: { label, tags, addresses, expires } }
  return mutate(context, change, async (tx, changing) => {
    const taken = await labelProblem(tx, organisation, label)
    if (taken !== undefined) return taken
    const owner = await resolveOwner(tx, organisation, actor, wish.owner)
    if (isProblem(owner)) return owner
    const reaches = await resolveReaches(tx, organisation, wish.servers)
    if (isProblem(reaches)) return reaches
    const refused = reachProblem(
      context,
      'grant.edit',
      reaches.map(({ server }) => server),
    )
    if (refused !== undefined) return refused
    const row = {
      id,
      organisation,
      label,
      owner,
      tags: JSON.stringify(tags),
      addresses: JSON.stringify(addresses),
      expires,
      state: 'active',
      state_reason: '',
      template: '',
      created: at,
      created_by: actor.name,
      used: null,
      revision: 1,
    }
    await tx.insertInto('grants').values(row).execute()
    await writeReaches(tx, id, reaches)
    const token = await addToken(tx, id, at)
    changing.note({ owner, servers: reachDetail(reaches) })
    changing.touch('grants', id)
    return { grant: readGrant(row), token }
  })
}

/** Why a grant cannot end then; undefined: it can. */
export function pastProblem(expires: number | null | undefined, at: number): Problem | undefined {
  if (expires === null || expires === undefined || expires > at) return undefined
  return wrongField('/body/expires', 'This is in the past.', 'Give a later instant, or null for none.')
}

/** Why a label cannot be given; people and files tell grants by it. */
export async function labelProblem(
  tx: Transaction,
  organisation: string,
  label: string,
  but = '',
): Promise<Problem | undefined> {
  const other = await tx
    .selectFrom('grants')
    .select('id')
    .where('organisation', '=', organisation)
    .where('label', '=', label)
    .where('template', '=', '')
    .where('state', '!=', 'revoked')
    .where('id', '!=', but)
    .limit(1)
    .executeTakeFirst()
  if (other === undefined) return undefined
  const remedy = 'Choose another label, or edit or rotate that grant.'
  return wrongField('/body/label', `The grant ${other.id} is called so already.`, remedy)
}
