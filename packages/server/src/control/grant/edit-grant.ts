/** A grant is edited: what it is called, whose it is, what it reaches, until when and from where. */
import type { Transaction } from '../../store/sql/tables.ts'
import { unlessChanged } from '../api/etag.ts'
import { isProblem, type Problem, problem } from '../api/problem.ts'
import { type Changing, mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { labelProblem, pastProblem } from './create-grant.ts'
import { findGrant, reachProblem, serversOf } from './find-grant.ts'
import type { GrantRow, WishedServers } from './grant.ts'
import { resolveOwner } from './owner.ts'
import { endRaises } from './raise.ts'
import { type Reach, reachDetail, resolveReaches, writeReaches } from './reaches.ts'

/** What is changed; what is left out stays. */
export interface GrantEdit {
  readonly label?: string | undefined
  readonly owner?: string | null | undefined
  readonly servers?: WishedServers | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly addresses?: readonly string[] | undefined
  readonly expires?: number | null | undefined
}

/** Edits a grant that is as the client last saw it. */
export async function editGrant(context: Context, id: string, edit: GrantEdit): Promise<GrantRow | Problem> {
  const { control, organisation, at, expected } = context
  const past = pastProblem(edit.expires, at)
  if (past !== undefined) return past
  const found = await findGrant(control.db, organisation, id)
  if (isProblem(found)) return found
  const change = { action: 'grant.edit', object: { kind: 'grant', id } }
  return mutate(context, change, async (tx, changing) => {
    const before = await findGrant(tx, organisation, id)
    if (isProblem(before)) return before
    const refused =
      reachProblem(context, 'grant.edit', await serversOf(tx, before)) ??
      unlessChanged(expected, before.revision) ??
      editProblem(before, edit)
    if (refused !== undefined) return refused
    return write(tx, context, { before, edit, changing })
  })
}

function editProblem({ state, template }: GrantRow, edit: GrantEdit): Problem | undefined {
  if (state === 'revoked') return problem('conflict', 'The grant is revoked.', { remedy: 'Make a new one.' })
  const { expires: _, ...rest } = edit
  if (template === '' || Object.values(rest).every((value) => value === undefined)) return undefined
  return problem('conflict', 'This grant came of a consent: its template says what it is.', {
    remedy: `Edit the template ${template}; only \`expires\` is the grant’s own.`,
  })
}

interface Edited {
  readonly before: GrantRow
  readonly edit: GrantEdit
  readonly changing: Changing
}

async function write(
  tx: Transaction,
  context: Context,
  { before, edit, changing }: Edited,
): Promise<GrantRow | Problem> {
  const { organisation, actor } = context
  const { label, tags, addresses, expires } = edit
  const taken = label === undefined ? undefined : await labelProblem(tx, organisation, label, before.id)
  if (taken !== undefined) return taken
  const owner = edit.owner === undefined ? before.owner : await resolveOwner(tx, organisation, actor, edit.owner)
  if (isProblem(owner)) return owner
  const reaches = edit.servers && (await resolveReaches(tx, organisation, edit.servers))
  if (isProblem(reaches)) return reaches
  const refused = reaches && (await reachTo(tx, context, before, reaches))
  if (refused !== undefined) return refused
  const after: GrantRow = {
    ...before,
    ...(label !== undefined && { label }),
    ...(tags !== undefined && { tags }),
    ...(addresses !== undefined && { addresses }),
    ...(expires !== undefined && { expires }),
    owner,
    revision: before.revision + 1,
  }
  await tx
    .updateTable('grants')
    .set({
      label: after.label,
      owner,
      tags: JSON.stringify(after.tags),
      addresses: JSON.stringify(after.addresses),
      expires: after.expires,
      revision: after.revision,
    })
    .where('id', '=', before.id)
    .execute()
  changing.note({ label, tags, addresses, expires, owner, servers: reaches && reachDetail(reaches) })
  changing.touch('grants', before.id)
  return after
}

/** Writes what it reaches from now on; what was raised on servers that it no longer reaches ends. */
async function reachTo(
  tx: Transaction,
  context: Context,
  { id }: GrantRow,
  reaches: readonly Reach[],
): Promise<Problem | undefined> {
  const servers = reaches.map(({ server }) => server)
  const refused = reachProblem(context, 'grant.edit', servers)
  if (refused !== undefined) return refused
  await writeReaches(tx, id, reaches)
  await endRaises(tx, { grant: id, servers, at: context.at })
  return undefined
}
