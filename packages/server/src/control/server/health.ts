/** How servers were reached: told by the gateway, and by probes. No change of anybody's, so no record of it. */
import type { Instant } from '@portcullis/engine'
import type { Database } from '../../store/sql/tables.ts'
import type { Control } from '../control.ts'

/** What was found. */
export interface Reached {
  readonly server: string
  readonly at: Instant
  /** Undefined: it answered. */
  readonly problem: string | undefined
  /** Protocol version that was agreed on; undefined: not known. */
  readonly protocol?: string | undefined
}

/** Characters of a problem that are kept. */
export const LONGEST_PROBLEM = 500

/** Remembers it; a server that is gone is passed over. */
export async function hearReached({ db }: Control, { server, at, problem, protocol }: Reached): Promise<void> {
  const known = await db.selectFrom('servers').select('id').where('id', '=', server).executeTakeFirst()
  if (known === undefined) return
  const found = {
    at,
    problem: problem?.slice(0, LONGEST_PROBLEM) ?? null,
    ...(problem === undefined && { reached: at }),
    ...(protocol !== undefined && { protocol }),
  }
  await note(db, server, at, found.problem)
  await db
    .insertInto('server_health')
    .values({ server, reached: null, protocol: null, ...found })
    .onConflict((conflict) => conflict.column('server').doUpdateSet(found))
    .execute()
}

/** Turns of a server's health that are kept. */
const KEPT = 100

/** When a server stopped to answer, and when it did again; the latest first. */
export async function healthChanges(
  db: Database,
  server: string,
): Promise<readonly { readonly at: Instant; readonly problem: string | null }[]> {
  const rows = db.selectFrom('server_health_log').select(['at', 'problem']).where('server', '=', server)
  return rows.orderBy('at', 'desc').limit(KEPT).execute()
}

/** Keeps a turn: what is as it was before is none. */
async function note(db: Database, server: string, at: Instant, problem: string | null): Promise<void> {
  const [last, ...rest] = await healthChanges(db, server)
  if (last !== undefined && last.problem === problem) return
  await db
    .insertInto('server_health_log')
    .values({ server, at, problem })
    .onConflict((conflict) => conflict.columns(['server', 'at']).doUpdateSet({ problem }))
    .execute()
  const oldest = rest[KEPT - 2]
  if (oldest !== undefined)
    await db.deleteFrom('server_health_log').where('server', '=', server).where('at', '<=', oldest.at).execute()
}
