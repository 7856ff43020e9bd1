/** A server is edited, or deleted. What makes it another server takes its credentials, tokens and pins away. */
import type { Sealer } from '../../crypto/seal.ts'
import type { UpstreamLimits } from '../../ports/directory.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { unlessChanged } from '../api/etag.ts'
import { isProblem, type Problem } from '../api/problem.ts'
import { type ChangeDetail, mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { usedBy } from '../grant/used-by.ts'
import { dropTokens } from '../upstream-auth/drop-tokens.ts'
import { tellNone } from '../upstream-auth/supply-held.ts'
import { baselineOf } from './baseline-of.ts'
import { findServer } from './find-server.ts'
import { type Origin, type Resolved, resolveOrigin } from './origin.ts'
import { dropTools } from './pins.ts'
import { keepSecret } from './secrets.ts'
import { readServer, type ServerRow, type ServerWay } from './server.ts'

/** What is changed; what is left out stays. */
export interface ServerEdit {
  readonly label?: string | undefined
  readonly from?: Origin | undefined
  readonly limits?: UpstreamLimits | undefined
  readonly vetting?: object | undefined
  readonly baseline?: string | null | undefined
  readonly newTools?: 'refuse' | 'follow' | undefined
}

/** How much of a server a new way leaves as it was. */
type Kept = 'all' | 'without_tokens' | 'nothing'

/** Edits a server that is as the client last saw it. */
export async function editServer(context: Context, slug: string, edit: ServerEdit): Promise<ServerRow | Problem> {
  const { control, organisation, expected } = context
  const resolved = edit.from === undefined ? undefined : await resolveOrigin(control, edit.from)
  if (isProblem(resolved)) return resolved
  const found = await findServer(control.db, organisation, slug)
  if (isProblem(found)) return found
  const change = { action: 'server.edit', object: { kind: 'server', id: found.id } }
  const edited = await mutate(context, change, async (tx, changing) => {
    const before = await findServer(tx, organisation, slug)
    if (isProblem(before)) return before
    const stale = unlessChanged(expected, before.revision)
    if (stale !== undefined) return stale
    const baseline = edit.baseline === undefined ? undefined : await baselineOf(tx, organisation, edit.baseline)
    if (isProblem(baseline)) return baseline
    const changed = { ...fieldsOf({ ...edit, baseline }), ...wayFields(resolved) }
    const fields = { ...changed, revision: before.revision + 1 }
    await tx.updateTable('servers').set(fields).where('id', '=', before.id).execute()
    const taken = await takeWay(tx, control.sealer, before, resolved)
    changing.note({ changed: Object.keys(changed), ...taken.note })
    changing.touch('servers', before.id)
    const row = await tx.selectFrom('servers').selectAll().where('id', '=', before.id).executeTakeFirstOrThrow()
    return { server: readServer(row), owners: taken.owners }
  })
  if (isProblem(edited)) return edited
  tellNone(control, found.id, edited.owners)
  return edited.server
}

interface Taken {
  /** Whose tokens the gateway has to forget. */
  readonly owners: readonly string[]
  readonly note: ChangeDetail
}

/** Drops what does not belong to the new way. */
async function takeWay(
  tx: Transaction,
  sealer: Sealer,
  before: ServerRow,
  resolved: Resolved | undefined,
): Promise<Taken> {
  if (resolved === undefined) return { owners: [], note: {} }
  const kept = keptBy(before.way, resolved)
  const owners = kept === 'all' ? [] : await dropTokens(tx, before.id)
  if (kept === 'nothing') await beginAnew(tx, sealer, before, resolved)
  return { owners, note: { way: { ...resolved.way }, kept } }
}

/** Drops all that belongs to the former server, and seals the secrets of the new one. */
async function beginAnew(tx: Transaction, sealer: Sealer, before: ServerRow, { secrets }: Resolved): Promise<void> {
  await dropTools(tx, before.id)
  for (const field of ['headers', 'client'] as const) await keepSecret(tx, sealer, before, { field, values: undefined })
  await keepSecret(tx, sealer, before, { field: 'parameters', values: secrets })
  const authentication = JSON.stringify({ kind: 'none' })
  await tx.updateTable('servers').set({ authentication, pinned: 0 }).where('id', '=', before.id).execute()
}

function fieldsOf({ label, limits, vetting, baseline, newTools }: ServerEdit) {
  return {
    ...(label !== undefined && { label }),
    ...(limits !== undefined && { limits: JSON.stringify(limits) }),
    ...(vetting !== undefined && { vetting: JSON.stringify(vetting) }),
    ...(baseline !== undefined && { baseline }),
    ...(newTools !== undefined && { new_tools: newTools }),
  }
}

const wayFields = (resolved: Resolved | undefined) =>
  resolved && { way: JSON.stringify(resolved.way), source: JSON.stringify(resolved.source) }

/** Another scheme, host, port or command is another server; another path of the same one is another resource. */
function keptBy(before: ServerWay, { way: after, secrets }: Resolved): Kept {
  if (before.kind === 'template' || after.kind === 'template') {
    const same = JSON.stringify(before) === JSON.stringify(after) && Object.keys(secrets).length === 0
    return same ? 'all' : 'nothing'
  }
  if (new URL(before.url).origin !== new URL(after.url).origin) return 'nothing'
  return before.url === after.url ? 'all' : 'without_tokens'
}

const TABLES = ['server_secrets', 'server_health', 'server_health_log', 'server_tools', 'server_pins'] as const

/** Deletes a server with everything that is known of it. */
export async function deleteServer(context: Context, slug: string): Promise<Problem | undefined> {
  const { control, organisation, expected } = context
  const found = await findServer(control.db, organisation, slug)
  if (isProblem(found)) return found
  const change = { action: 'server.delete', object: { kind: 'server', id: found.id }, detail: { slug } }
  return mutate(context, change, async (tx, changing) => {
    const before = await findServer(tx, organisation, slug)
    if (isProblem(before)) return before
    const stale = unlessChanged(expected, before.revision)
    if (stale !== undefined) return stale
    const used = await usedBy(tx, { server: before.id })
    if (used !== undefined) return used
    await dropTokens(tx, before.id)
    for (const table of TABLES) await tx.deleteFrom(table).where('server', '=', before.id).execute()
    await tx.deleteFrom('servers').where('id', '=', before.id).execute()
    changing.touch('servers', before.id)
    return undefined
  })
}
