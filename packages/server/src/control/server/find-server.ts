/** Servers by what people call them. */
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { isProblem, notFound, type Problem } from '../api/problem.ts'
import type { Control } from '../control.ts'
import { readServer, type ServerRow } from './server.ts'

/** The server of an organisation with that slug; a problem where there is none. */
export async function findServer(
  db: Database | Transaction,
  organisation: string,
  slug: string,
): Promise<ServerRow | Problem> {
  const row = await db
    .selectFrom('servers')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('slug', '=', slug)
    .executeTakeFirst()
  return row === undefined ? notFound : readServer(row)
}

/** Its id; undefined where there is none. */
export async function serverIdOf({ db }: Control, organisation: string, slug: string): Promise<string | undefined> {
  const found = await findServer(db, organisation, slug)
  return isProblem(found) ? undefined : found.id
}
