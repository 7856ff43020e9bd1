/** Lists of tools as they were heard: by the gateway from the server, or by a probe. */
import { fingerprint, type ToolDefinition } from '@portcullis/catalogue'
import type { Instant } from '@portcullis/engine'
import type { Transaction } from '../../store/sql/tables.ts'
import { transact } from '../../store/sql/transaction.ts'
import { systemActor } from '../actor.ts'
import { mutate } from '../change/mutate.ts'
import type { Control } from '../control.ts'
import type { HeardTool } from '../messages.ts'

/** Tools that differ from the accepted list. */
export interface Drift {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/** Names in a record: the list itself is in the tables. */
const NAMED = 50
/** Bytes of one definition that is kept. */
const LONGEST_DEFINITION = 1024 * 1024

/** A definition as it is kept, and told. */
export function heardTool(tool: ToolDefinition): HeardTool {
  return { name: tool.name, fingerprint: fingerprint(tool), definition: JSON.stringify(tool) }
}

/** The same of a stranger's list: what is nested too deeply to be written is left out. */
export function heardTools(tools: readonly ToolDefinition[]): readonly HeardTool[] {
  return tools.flatMap((tool) => {
    try {
      return [heardTool(tool)]
    } catch {
      return []
    }
  })
}

/**
 * Takes over the whole list of a server. What differs from the accepted list is put on record once, and told to those
 * who look on; the gateway refuses it by itself, by the pins that it holds.
 */
export async function hearTools(control: Control, server: string, tools: readonly HeardTool[]): Promise<void> {
  const at = control.clock.now()
  const row = await control.db
    .selectFrom('servers')
    .select(['organisation', 'pinned'])
    .where('id', '=', server)
    .executeTakeFirst()
  if (row === undefined) return
  const { before, after } = await transact(control.db, async (tx) => {
    const differed = await driftOf(tx, server)
    await replaceTools(tx, server, tools, at)
    return { before: differed, after: await driftOf(tx, server) }
  })
  if (row.pinned === 0 || JSON.stringify(before) === JSON.stringify(after)) return
  const named = Object.fromEntries(Object.entries(after).map(([kind, names]) => [kind, names.slice(0, NAMED)]))
  const changer = { control, actor: systemActor('pins'), organisation: row.organisation, at }
  const change = { action: 'server.tools_differ', object: { kind: 'server', id: server }, detail: named }
  await mutate(changer, change, async () => undefined)
}

/** Writes the list; what stays the same keeps when it was heard first, and whether it was rejected. */
export async function replaceTools(
  tx: Transaction,
  server: string,
  tools: readonly HeardTool[],
  at: Instant,
): Promise<void> {
  const known = await tx
    .selectFrom('server_tools')
    .select(['name', 'fingerprint', 'present'])
    .where('server', '=', server)
    .execute()
  const before = new Map(known.map((row) => [row.name, row]))
  const listed = new Set<string>()
  for (const { name, fingerprint: print, definition } of tools) {
    if (listed.has(name) || definition.length > LONGEST_DEFINITION) continue
    listed.add(name)
    const same = before.get(name)
    if (same?.fingerprint === print && same.present === 1) continue
    const fields = { fingerprint: print, definition, present: 1 }
    const renewed = same?.fingerprint === print ? fields : { ...fields, heard: at, rejected_by: null }
    await tx
      .insertInto('server_tools')
      .values({ server, name, ...fields, heard: at, rejected_by: null })
      .onConflict((conflict) => conflict.columns(['server', 'name']).doUpdateSet(renewed))
      .execute()
  }
  for (const { name, present } of known)
    if (present === 1 && !listed.has(name))
      await tx
        .updateTable('server_tools')
        .set({ present: 0 })
        .where('server', '=', server)
        .where('name', '=', name)
        .execute()
}

async function driftOf(tx: Transaction, server: string): Promise<Drift> {
  const heard = await tx
    .selectFrom('server_tools')
    .select(['name', 'fingerprint', 'present'])
    .where('server', '=', server)
    .orderBy('name')
    .execute()
  const pins = await tx
    .selectFrom('server_pins')
    .select(['name', 'fingerprint'])
    .where('server', '=', server)
    .orderBy('name')
    .execute()
  const accepted = new Map(pins.map(({ name, fingerprint: print }) => [name, print]))
  const present = new Map(heard.flatMap((tool) => (tool.present === 1 ? [[tool.name, tool.fingerprint]] : [])))
  return {
    added: [...present.keys()].filter((name) => !accepted.has(name)),
    changed: [...present]
      .filter(([name, print]) => accepted.has(name) && accepted.get(name) !== print)
      .map(([name]) => name),
    removed: [...accepted.keys()].filter((name) => !present.has(name)),
  }
}
