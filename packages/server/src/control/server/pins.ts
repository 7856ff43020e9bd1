/** Decisions about definitions of tools: exactly those that were seen. */
import type { Transaction } from '../../store/sql/tables.ts'
import { type Problem, problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import type { ServerRow } from './server.ts'

/** A definition, by what was seen of it. */
export interface SeenTool {
  readonly name: string
  readonly fingerprint: string
}

/** What is decided of definitions. */
export type Verdict = 'accept' | 'reject'

/** Names in a record. */
const NAMED = 50

/**
 * Accepts or rejects definitions. The first acceptance begins the pins: from then on only what was accepted is served.
 * A definition that is another one by now is a conflict, and nothing is decided. Accepting a tool that is gone takes it
 * out of the accepted list.
 */
export async function decideTools(
  context: Context,
  server: ServerRow,
  verdict: Verdict,
  seen: readonly SeenTool[],
): Promise<Problem | undefined> {
  const change = {
    action: verdict === 'accept' ? 'server.tools_accept' : 'server.tools_reject',
    object: { kind: 'server', id: server.id },
    detail: { tools: seen.slice(0, NAMED).map(({ name, fingerprint }) => ({ name, fingerprint })), count: seen.length },
  }
  return mutate(context, change, async (tx, changing) => {
    const stale = await changedSince(tx, server, seen)
    if (stale !== undefined) return stale
    changing.touch('servers', server.id)
    if (verdict === 'reject') return reject(tx, server, seen, context.actor.id)
    return accept(tx, server, seen, context)
  })
}

async function changedSince(
  tx: Transaction,
  { id }: ServerRow,
  seen: readonly SeenTool[],
): Promise<Problem | undefined> {
  const heard = await tx.selectFrom('server_tools').select(['name', 'fingerprint']).where('server', '=', id).execute()
  const now = new Map(heard.map(({ name, fingerprint }) => [name, fingerprint]))
  const stale = seen.filter(({ name, fingerprint }) => now.get(name) !== fingerprint)
  if (stale.length === 0) return undefined
  const names = stale.slice(0, 5).map(({ name }) => JSON.stringify(name))
  return problem('conflict', `The definition is no longer what you saw: ${names.join(', ')}.`, {
    remedy: 'Read the list again, and decide on what it says now.',
  })
}

async function accept(
  tx: Transaction,
  { id: server, pinned }: ServerRow,
  seen: readonly SeenTool[],
  { at, actor }: Context,
): Promise<undefined> {
  for (const { name } of seen) {
    const tool = await tx
      .selectFrom('server_tools')
      .select(['fingerprint', 'definition', 'present'])
      .where('server', '=', server)
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    await tx.deleteFrom('server_pins').where('server', '=', server).where('name', '=', name).execute()
    if (tool.present === 0) {
      await tx.deleteFrom('server_tools').where('server', '=', server).where('name', '=', name).execute()
      continue
    }
    const { fingerprint, definition } = tool
    const pin = { server, name, fingerprint, definition, accepted: at, accepted_by: actor.id }
    await tx.insertInto('server_pins').values(pin).execute()
    await tx
      .updateTable('server_tools')
      .set({ rejected_by: null })
      .where('server', '=', server)
      .where('name', '=', name)
      .execute()
  }
  if (pinned === 0) await tx.updateTable('servers').set({ pinned: 1 }).where('id', '=', server).execute()
  return undefined
}

/** What was accepted before stays accepted: only this definition is refused for good. */
async function reject(
  tx: Transaction,
  { id }: ServerRow,
  seen: readonly SeenTool[],
  actor: string,
): Promise<undefined> {
  for (const { name, fingerprint } of seen) {
    await tx
      .updateTable('server_tools')
      .set({ rejected_by: actor })
      .where('server', '=', id)
      .where('name', '=', name)
      .execute()
    await tx
      .deleteFrom('server_pins')
      .where('server', '=', id)
      .where('name', '=', name)
      .where('fingerprint', '=', fingerprint)
      .execute()
  }
  return undefined
}

/** Forgets what was heard and accepted: the server is another one. */
export async function dropTools(tx: Transaction, server: string): Promise<void> {
  await tx.deleteFrom('server_pins').where('server', '=', server).execute()
  await tx.deleteFrom('server_tools').where('server', '=', server).execute()
}
