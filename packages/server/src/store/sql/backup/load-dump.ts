/** Fills an empty database from a backup of any kind of database, and brings it up to date. */
import { type Kysely, sql } from 'kysely'
import { migrateWithin } from '../migrate.ts'
import { MIGRATIONS } from '../migrations/index.ts'
import { type SchemaPlace, tablesOf } from '../schema-steps.ts'
import type { DumpedRow } from './dump-format.ts'
import { type CheckedDump, dumpedRows } from './read-dump.ts'

/** Parameters that a statement has at most, in every database. */
const MOST_PARAMETERS = 900

/** Why a backup cannot be loaded by this version; undefined: it can. */
export function unknownSteps({ head }: CheckedDump): string | undefined {
  const { steps } = head
  if (steps.length > 0 && steps.every((name, at) => MIGRATIONS[at]?.name === name)) return undefined
  return `The backup was written by another version of Portcullis, with a schema that this one does not know. Run that version, or a newer one.`
}

/** Within one transaction: the schema as it was, the rows, then all later steps. */
export async function loadDump(place: SchemaPlace, path: string, checked: CheckedDump): Promise<void> {
  const { steps } = checked.head
  await migrateWithin(place, MIGRATIONS.slice(0, steps.length))
  const known = new Set(await tablesOf(place))
  let batch: DumpedRow[] = []
  let of = ''
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await insert(place.db, of, batch)
    batch = []
  }
  for (const table of known) await sql`delete from ${sql.table(table)}`.execute(place.db)
  for await (const [table, row] of dumpedRows(path, checked)) {
    if (!known.has(table)) throw new Error(`The backup names a table ${JSON.stringify(table)} that its schema has not.`)
    const width = Math.max(1, Object.keys(row).length)
    if (table !== of || (batch.length + 1) * width > MOST_PARAMETERS) await flush()
    of = table
    batch.push(row)
  }
  await flush()
  await migrateWithin(place, MIGRATIONS)
}

async function insert(db: Kysely<never>, table: string, rows: readonly DumpedRow[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => sql.val(row[column] ?? null)))})`)
  const names = sql.join(columns.map((column) => sql.ref(column)))
  await sql`insert into ${sql.table(table)} (${names}) values ${sql.join(values)}`.execute(db)
}
