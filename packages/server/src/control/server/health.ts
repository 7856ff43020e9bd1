/** How servers were reached: told by the gateway, and by probes. No change of anybody's, so no record of it. */
import type { Instant } from '@portcullis/engine'
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
  await db
    .insertInto('server_health')
    .values({ server, reached: null, protocol: null, ...found })
    .onConflict((conflict) => conflict.column('server').doUpdateSet(found))
    .execute()
}
