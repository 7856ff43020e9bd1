/** The kill switch: an organisation, a server, a grant or a tool is stopped at once, and let go on again. */
import type { FeedKill } from '../../ports/directory-feed.ts'
import type { KillTable } from '../../store/sql/tables/kills.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { isProblem, notFound, type Problem, problem, wrongField } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import type { Control } from '../control.ts'
import { newId } from '../id.ts'
import { findServer } from '../server/find-server.ts'
import { FILE_ORGANISATION } from '../server/installation.ts'

/** What is to be stopped, as people name it. */
export type Target =
  | { readonly kind: 'organisation' }
  | { readonly kind: 'server'; readonly server: string }
  | { readonly kind: 'grant'; readonly grant: string }
  | { readonly kind: 'tool'; readonly server: string; readonly tool: string }

/** The columns that name it. */
type Stopped = Pick<KillTable, 'kind' | 'server' | 'grant_id' | 'tool'>

const NOTHING = { server: '', grant_id: '', tool: '' }

/** Stops something: the gateway refuses its next call, and cancels those under way. */
export async function stop(context: Context, target: Target, reason: string): Promise<KillTable | Problem> {
  const { organisation, actor, at } = context
  const id = newId('kil', at)
  return mutate(context, { action: 'kill.stop', object: { kind: 'kill', id } }, async (tx, changing) => {
    const stopped = await resolve(tx, context, target)
    if (isProblem(stopped)) return stopped
    const row: KillTable = { id, organisation, ...stopped, reason, stopped_by: actor.name, stopped: at }
    const made = await tx
      .insertInto('kills')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made === undefined) {
      return problem('conflict', 'It is stopped already.', {
        remedy: 'Lift the stop that there is, to change its reason.',
      })
    }
    changing.note({ ...stopped, reason })
    changing.touch('kills', id)
    return row
  })
}

/** Lets it go on. */
export async function lift(context: Context, id: string): Promise<Problem | undefined> {
  return mutate(context, { action: 'kill.lift', object: { kind: 'kill', id } }, async (tx, changing) => {
    const row = await tx
      .deleteFrom('kills')
      .where('organisation', '=', context.organisation)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    if (row === undefined) return notFound
    const { kind, server, grant_id, tool, reason } = row
    changing.note({ kind, server, grant_id, tool, reason })
    changing.touch('kills', id)
    return undefined
  })
}

async function resolve(
  tx: Transaction,
  context: Pick<Context, 'control' | 'organisation'>,
  target: Target,
): Promise<Stopped | Problem> {
  switch (target.kind) {
    case 'organisation':
      return { ...NOTHING, kind: target.kind }
    case 'grant':
      return { ...NOTHING, kind: target.kind, grant_id: target.grant }
    case 'server':
    case 'tool': {
      const server = await serverId(tx, context, target.server)
      if (server === undefined)
        return wrongField(
          '/body/stops/server',
          `There is no server \`${target.server}\`.`,
          'Send the slug of a server.',
        )
      return { ...NOTHING, kind: target.kind, server, tool: target.kind === 'tool' ? target.tool : '' }
    }
    default:
      return target satisfies never
  }
}

/** Servers of the operator's file are stopped as well: there, the slug is the id. */
async function serverId(
  tx: Transaction,
  { control, organisation }: Pick<Context, 'control' | 'organisation'>,
  slug: string,
): Promise<string | undefined> {
  if (organisation === FILE_ORGANISATION && control.installation.fileServers().has(slug)) return slug
  const server = await findServer(tx, organisation, slug)
  return isProblem(server) ? undefined : server.id
}

/** Stops as the gateway is told of them: all, or those of these ids. */
export async function feedKills({ db }: Control, ids?: readonly string[]): Promise<readonly FeedKill[]> {
  const query = db.selectFrom('kills').selectAll()
  const rows = await (ids === undefined ? query : query.where('id', 'in', ids)).execute()
  return rows.map((row) => ({ id: row.id, organisation: row.organisation, stops: stopsOf(row), reason: row.reason }))
}

function stopsOf({ kind, server, grant_id: grant, tool }: KillTable): FeedKill['stops'] {
  switch (kind) {
    case 'server':
      return { kind, server }
    case 'grant':
      return { kind, grant }
    case 'tool':
      return { kind, server, tool }
    default:
      // A kind that is not known stops everything rather than nothing.
      return { kind: 'organisation' }
  }
}
