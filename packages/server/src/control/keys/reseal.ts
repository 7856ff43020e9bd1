/** Envelopes by former keys become envelopes by the current one, while everything goes on. */
import { type RawBuilder, sql } from 'kysely'
import type { Keyring } from '../../crypto/keyring.ts'
import { createSealer } from '../../crypto/seal.ts'
import type { Database } from '../../store/sql/tables.ts'
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.ts'

/** How it went. */
export interface Resealed {
  readonly resealed: number
  /** Envelopes that do not open: their keys are gone, or they are damaged. They are left as they are. */
  readonly unopened: number
}

const AT_ONCE = 200

type Row = Readonly<Record<string, string>>

/** Goes through all columns; a row that changes meanwhile is left to whoever changed it. */
export async function resealAll(db: Database, keyring: Keyring): Promise<Resealed> {
  let [resealed, unopened] = [0, 0]
  for (const column of SEALED_COLUMNS) {
    const counted = await resealColumn(db, keyring, column)
    resealed += counted.resealed
    unopened += counted.unopened
  }
  return { resealed, unopened }
}

async function resealColumn(db: Database, keyring: Keyring, column: SealedColumn): Promise<Resealed> {
  const sealer = createSealer(keyring)
  let [resealed, unopened] = [0, 0]
  for (;;) {
    const rows = await former(db, column, keyring.current().id, unopened)
    for (const row of rows) {
      const envelope = row[column.column] ?? ''
      const place = column.place(row)
      const text = sealer.open(envelope, place)
      if (text === undefined) unopened++
      else if (await replace(db, column, row, sealer.seal(text, place))) resealed++
    }
    if (rows.length < AT_ONCE) return { resealed, unopened }
  }
}

/** Rows by other keys than this one, in order; those that do not open stay at the front and are passed over. */
async function former(db: Database, column: SealedColumn, current: string, skipped: number): Promise<readonly Row[]> {
  const envelope = sql.ref(column.column)
  const wanted = [...new Set([...column.key, ...column.also, column.column])]
  const query = sql<Row>`
    select ${refs(wanted)} from ${sql.table(column.table)}
    where ${envelope} is not null and ${envelope} not like ${`v1.${current}.%`}
    order by ${refs(column.key)} limit ${AT_ONCE} offset ${skipped}`
  return (await query.execute(db)).rows
}

/** Whether the row still held the envelope that was opened. */
async function replace(db: Database, column: SealedColumn, row: Row, envelope: string): Promise<boolean> {
  const same = [...column.key, column.column].map((name) => sql`${sql.ref(name)} = ${row[name]}`)
  const query = sql`
    update ${sql.table(column.table)} set ${sql.ref(column.column)} = ${envelope}
    where ${sql.join(same, sql` and `)}`
  return (await query.execute(db)).numAffectedRows === 1n
}

/** Ids of keys by which something is sealed. */
export async function keysInUse(db: Database, keyring: Keyring): Promise<ReadonlySet<string>> {
  const used = new Set<string>()
  for (const { id } of keyring.all()) {
    for (const { table, column } of SEALED_COLUMNS) {
      const envelope = sql.ref(column)
      const query = sql`select 1 from ${sql.table(table)} where ${envelope} like ${`v1.${id}.%`} limit 1`
      if ((await query.execute(db)).rows.length > 0) used.add(id)
    }
  }
  return used
}

const refs = (names: readonly string[]): RawBuilder<unknown> => sql.join(names.map((name) => sql.ref(name)))
