/** Servers, as roles name them: by slug where people read and write, by id in rows. */
import type { Database } from '../../store/sql/tables.ts'

/** Id of a server of the organisation. */
export async function serverIdOf(db: Database, organisation: string, slug: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('servers')
    .select('id')
    .where('organisation', '=', organisation)
    .where('slug', '=', slug)
    .executeTakeFirst()
  return row?.id
}

/** Slugs of an organisation's servers, by id. */
export async function serverSlugs(db: Database, organisation: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('servers').select(['id', 'slug']).where('organisation', '=', organisation).execute()
  return new Map(rows.map(({ id, slug }) => [id, slug]))
}
