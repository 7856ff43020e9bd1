/** Decisions by month on PostgreSQL: each month has a partition, which is made before it is needed and dropped as a whole. */
import { PostgresAdapter, sql } from 'kysely'
import type { Database, Transaction } from './tables.ts'
import { transact } from './transaction.ts'

/** A month of UTC, as half-open bounds in milliseconds. */
export interface Month {
  /** Of its partition. */
  readonly name: string
  readonly from: number
  readonly to: number
}

const PARTITION = /^decisions_m([0-9]{4})_([0-9]{2})$/
/** "Prtd": the advisory lock of whoever makes or drops partitions, and, shared, of whoever writes decisions. */
const LOCK = 0x50727464
/** Milliseconds to wait for a reader before a change of partitions is put off. */
const PATIENCE = 2000
/** Before and after these a clock is wrong: decisions are kept as of them then. */
export const EARLIEST = Date.UTC(2000, 0)
export const LATEST = Date.UTC(2099, 11, 31)

/** Whether the database is a PostgreSQL. */
export const speaksPostgres = (db: Pick<Database, 'getExecutor'>): boolean =>
  db.getExecutor().adapter instanceof PostgresAdapter

/** The month of an instant. */
export function monthAt(instant: number): Month {
  const date = new Date(instant)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  const digits = `${year}_${String(month + 1).padStart(2, '0')}`
  return { name: `decisions_m${digits}`, from: Date.UTC(year, month), to: Date.UTC(year, month + 1) }
}

/** The month after one. */
export const monthAfter = ({ to }: Month): Month => monthAt(to)

/** Months that have partitions, the earliest first. */
export async function monthsOf(db: Pick<Database, 'getExecutor'>): Promise<readonly Month[]> {
  const { rows } = await sql<{
    name: string
  }>`select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = to_regclass('decisions')`.execute(
    db,
  )
  const months = rows.flatMap(({ name }) => {
    const [, year, month] = PARTITION.exec(name) ?? []
    return year === undefined ? [] : [monthAt(Date.UTC(Number(year), Number(month) - 1))]
  })
  return months.toSorted((a, b) => a.from - b.from)
}

/**
 * Makes the partitions that are missing. A new one is made beside the others and then attached, so that nobody who reads or
 * writes is held up.
 */
export async function makeMonths(db: Database, wanted: readonly Month[]): Promise<void> {
  if (wanted.length === 0) return
  const there = new Set((await monthsOf(db)).map(({ name }) => name))
  if (wanted.every(({ name }) => there.has(name))) return
  await transact(db, async (tx) => {
    await alone(tx)
    const now = new Set((await monthsOf(tx)).map(({ name }) => name))
    for (const month of wanted) if (!now.has(month.name)) await makeMonth(tx, month)
  })
}

/** Makes one, in a transaction of the caller's. */
export async function makeMonth(tx: Pick<Database, 'getExecutor'>, { name, from, to }: Month): Promise<void> {
  const [partition, low, high] = [sql.table(name), sql.lit(from), sql.lit(to)]
  await sql`create table ${partition} (like decisions including defaults)`.execute(tx)
  await sql`alter table decisions attach partition ${partition} for values from (${low}) to (${high})`.execute(tx)
}

/**
 * Drops one. Rejects where somebody has read it for long; it is there as before then.
 * @param mayGo is asked once nobody writes any more
 * @returns whether it was there, and is gone
 */
export async function dropMonth(
  db: Database,
  { name }: Month,
  mayGo: (tx: Transaction) => Promise<boolean>,
): Promise<boolean> {
  return transact(db, async (tx) => {
    await alone(tx)
    const there = await monthsOf(tx)
    if (!there.some((month) => month.name === name) || !(await mayGo(tx))) return false
    await sql`drop table ${sql.table(name)}`.execute(tx)
    return true
  })
}

/** Held until the transaction ends: nobody drops a month, or a kind of decisions, beside it. */
export async function holdDecisions(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${sql.lit(LOCK)})`.execute(tx)
}

/** Waits for those who write, and keeps others from it until the transaction ends. */
export async function alone(tx: Transaction): Promise<void> {
  await sql`set local lock_timeout = ${sql.lit(PATIENCE)}`.execute(tx)
  await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(tx)
}
