/** Writes a PostgreSQL database as lines of JSON, as it is at one instant. */
import { createHash } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import { type Kysely, sql } from 'kysely'
import { stepsOf, tablesOf } from '../schema-steps.ts'
import type { Database } from '../tables.ts'
import type { DumpEnd, DumpedRow, DumpHead, DumpLine } from './dump-format.ts'

const AT_ONCE = 500

/** All rows, in the order of their tables; `write` is given whole lines. */
export async function dump(db: Database, at: Instant, write: (line: string) => Promise<void>): Promise<DumpEnd> {
  const digest = createHash('sha256')
  const put = async (value: DumpHead | DumpLine | DumpEnd): Promise<void> => {
    const line = `${JSON.stringify(value)}\n`
    digest.update(line)
    await write(line)
  }
  const snapshot = db.transaction().setIsolationLevel('repeatable read')
  return snapshot.execute(async (tx) => {
    const place = { db: tx as unknown as Kysely<never>, kind: 'postgres' } as const
    const tables = await tablesOf(place)
    await put({ format: 'portcullis-backup', version: 1, at, steps: await stepsOf(place), tables })
    let rows = 0
    for (const [index, table] of tables.entries()) {
      for await (const row of rowsOf(place.db, table)) {
        await put([index, row])
        rows++
      }
    }
    const end = { rows, digest: digest.copy().digest('hex') }
    await put(end)
    return end
  })
}

/** Rows of a table, some at a time. */
async function* rowsOf(tx: Kysely<never>, table: string): AsyncGenerator<DumpedRow> {
  await sql`declare portcullis_dump no scroll cursor for select * from ${sql.table(table)}`.execute(tx)
  for (;;) {
    const { rows } = await sql<DumpedRow>`fetch ${sql.lit(AT_ONCE)} from portcullis_dump`.execute(tx)
    yield* rows
    if (rows.length < AT_ONCE) break
  }
  await sql`close portcullis_dump`.execute(tx)
}
