/** The accepted definitions of a server's tools as a whole: read, and said anew, as by files that were reviewed. */
import { fingerprint, type ToolDefinition } from '@portcullis/catalogue'
import { isObject } from '@portcullis/engine'
import { toolDefinition } from '../../ports/tool-definition.ts'
import type { ServerPinTable } from '../../store/sql/tables/servers.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { type Problem, wrongField } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import type { ServerRow } from './server.ts'

/** An accepted definition: what a model or a client sees of it. */
export interface AcceptedTool {
  readonly name: string
  readonly fingerprint: string
  readonly definition: ToolDefinition
}

/** A definition as it is sent. */
export type NamedDefinition = Readonly<Record<string, unknown>> & { readonly name: string }

/** Names in a record. */
const NAMED = 50

/** All of a server, by name; undefined: nothing was accepted yet, and every tool is followed. */
export async function acceptedTools(
  db: Database | Transaction,
  { id, pinned }: ServerRow,
): Promise<readonly AcceptedTool[] | undefined> {
  if (pinned === 0) return undefined
  const rows = await db.selectFrom('server_pins').selectAll().where('server', '=', id).orderBy('name').execute()
  return rows.map(({ name, fingerprint: print, definition }) => ({
    name,
    fingerprint: print,
    definition: seenOf(name, JSON.parse(definition)),
  }))
}

const seenOf = (name: string, definition: unknown): ToolDefinition =>
  toolDefinition(name, isObject(definition) ? definition : {})

/**
 * Makes these the accepted definitions, and no others, whether the server was heard to have them or not: what it turns
 * out to have is held against them.
 */
export async function setPins(
  context: Context,
  server: ServerRow,
  tools: readonly NamedDefinition[],
): Promise<Problem | undefined> {
  const names = tools.map(({ name }) => name)
  const twice = names.findIndex((name, at) => names.indexOf(name) < at)
  if (twice >= 0)
    return wrongField(
      `/body/tools/${twice}/name`,
      `${JSON.stringify(names[twice])} stands there twice.`,
      'Accept one definition of each tool.',
    )
  const change = { action: 'server.pins_set', object: { kind: 'server', id: server.id } }
  return mutate(context, change, async (tx, changing) => {
    const before = await tx.selectFrom('server_pins').selectAll().where('server', '=', server.id).execute()
    const pins = tools.map((tool) => pinOf(context, server, tool, before))
    changing.note({ count: pins.length, ...differences(before, pins) })
    changing.touch('servers', server.id)
    await tx.deleteFrom('server_pins').where('server', '=', server.id).execute()
    for (const pin of pins) {
      await tx.insertInto('server_pins').values(pin).execute()
      await noteTool(tx, pin)
    }
    await tx.updateTable('servers').set({ pinned: 1 }).where('id', '=', server.id).execute()
    return undefined
  })
}

function pinOf(
  { at, actor }: Context,
  { id: server }: ServerRow,
  tool: NamedDefinition,
  before: readonly ServerPinTable[],
): ServerPinTable {
  const { name } = tool
  const definition = seenOf(name, tool)
  const print = fingerprint(definition)
  const same = before.find((pin) => pin.name === name && pin.fingerprint === print)
  const fresh = { definition: JSON.stringify(definition), accepted: at, accepted_by: actor.id }
  return same ?? { server, name, fingerprint: print, ...fresh }
}

/** One that was not heard of is shown as one that is not there; one that was rejected is accepted now. */
async function noteTool(
  tx: Transaction,
  { server, name, fingerprint: print, definition, accepted }: ServerPinTable,
): Promise<void> {
  await tx
    .insertInto('server_tools')
    .values({ server, name, fingerprint: print, definition, heard: accepted, present: 0, rejected_by: null })
    .onConflict((conflict) => conflict.columns(['server', 'name']).doNothing())
    .execute()
  await tx
    .updateTable('server_tools')
    .set({ rejected_by: null })
    .where('server', '=', server)
    .where('name', '=', name)
    .where('fingerprint', '=', print)
    .execute()
}

function differences(before: readonly ServerPinTable[], after: readonly ServerPinTable[]) {
  const [was, is] = [before, after].map((pins) => new Map(pins.map((pin) => [pin.name, pin.fingerprint])))
  const named = (pins: readonly ServerPinTable[], differs: (pin: ServerPinTable) => boolean): readonly string[] =>
    pins
      .filter(differs)
      .slice(0, NAMED)
      .map(({ name }) => name)
  return {
    added: named(after, ({ name }) => was?.has(name) !== true),
    changed: named(after, (pin) => was?.has(pin.name) === true && was.get(pin.name) !== pin.fingerprint),
    removed: named(before, ({ name }) => is?.has(name) !== true),
  }
}
