/** The log of changes: narrowed, the latest first. */
import { z } from 'zod'
import type { ChangeTable } from '../../store/sql/tables/change.ts'
import type { Database } from '../../store/sql/tables.ts'

const name = z.string().min(1).max(200)

/** What a list is narrowed to. */
export const CHANGE_FILTER = {
  since: z.coerce.number().int().min(0).optional().describe('Not before this instant, milliseconds since 1970.'),
  until: z.coerce.number().int().min(0).optional().describe('Before this instant.'),
  action: name.optional().describe('`server.create`; `server.` stands for everything that is done to servers.'),
  object: name.optional().describe('Id of what was changed.'),
  actor: name.optional().describe('Id of who changed it.'),
}

export type ChangeFilter = z.output<z.ZodObject<typeof CHANGE_FILTER>>

/** A change as the API shows it. */
export const CHANGE_VIEW = z.object({
  seq: z.int(),
  at: z.int(),
  actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  action: z.string(),
  object: z.object({ kind: z.string(), id: z.string() }),
  detail: z.record(z.string(), z.unknown()),
  previous: z.string().describe('Hash of the record before.'),
  hash: z.string().describe('SHA-256 over the canonical JSON of all other columns.'),
})

export type ChangeView = z.input<typeof CHANGE_VIEW>

/** Shows a row. */
export const viewChange = (row: ChangeTable): ChangeView => ({
  seq: row.seq,
  at: row.at,
  actor: { kind: row.actor_kind, id: row.actor, name: row.actor_name },
  action: row.action,
  object: { kind: row.object_kind, id: row.object },
  detail: JSON.parse(row.detail),
  previous: row.previous,
  hash: row.hash,
})

/** Which changes. */
export interface ChangeQuery {
  readonly organisation: string
  readonly filter: ChangeFilter
  readonly order?: 'newest' | 'oldest'
}

/** Rows after a number. */
export async function findChanges(
  db: Database,
  { organisation, filter, order = 'newest' }: ChangeQuery,
  after: number | undefined,
  limit: number,
): Promise<readonly ChangeTable[]> {
  const { since, until, action, object, actor } = filter
  let query = db.selectFrom('changes').selectAll().where('organisation', '=', organisation)
  if (since !== undefined) query = query.where('at', '>=', since)
  if (until !== undefined) query = query.where('at', '<', until)
  if (action?.endsWith('.')) query = query.where('action', '>=', action).where('action', '<', `${action}\u{10ffff}`)
  else if (action !== undefined) query = query.where('action', '=', action)
  if (object !== undefined) query = query.where('object', '=', object)
  if (actor !== undefined) query = query.where('actor', '=', actor)
  if (after !== undefined) query = query.where('seq', order === 'newest' ? '<' : '>', after)
  return query
    .orderBy('seq', order === 'newest' ? 'desc' : 'asc')
    .limit(limit)
    .execute()
}
