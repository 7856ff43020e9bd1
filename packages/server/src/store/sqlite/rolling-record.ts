/** The entries of rolling windows in the record of the counters: a row for each instant at which something was taken. */
import type { Instant } from '@portcullis/engine'
import { RollingEntries, type RollingEntry } from '../rolling-entries.ts'
import type { Database } from './database.ts'

/** Writes the entries of counters, within a transaction. */
export interface EntriesWriter {
  /** Brings the record of one counter up to date. */
  put(row: number, entries: RollingEntries): void
  /** Forgets a counter. */
  drop(row: number): void
}

/**
 * Reads all entries that were recorded.
 * @returns finds those of a counter, by its row and the length of its window; undefined where it has none
 */
export function readEntries(db: Database): (row: number, size: number) => RollingEntries | undefined {
  const byCounter = new Map<number, RollingEntry[]>()
  const rows = db.prepare<[], [number, Instant, number]>(
    'SELECT counter, at, amount FROM rolling_entry ORDER BY counter, at',
  )
  for (const [counter, at, amount] of rows.raw().iterate()) {
    const known = byCounter.get(counter)
    if (known === undefined) byCounter.set(counter, [[at, amount]])
    else known.push([at, amount])
  }
  return (row, size) => {
    const recorded = byCounter.get(row)
    return recorded && new RollingEntries(size, recorded)
  }
}

/** Prepares the statements. */
export function entriesWriter(db: Database): EntriesWriter {
  const putEntry = db.prepare<[number, Instant, number]>('REPLACE INTO rolling_entry VALUES (?, ?, ?)')
  const dropEntry = db.prepare<[number, Instant]>('DELETE FROM rolling_entry WHERE counter = ? AND at = ?')
  const dropLeft = db.prepare<[number, Instant]>('DELETE FROM rolling_entry WHERE counter = ? AND at <= ?')
  const dropAll = db.prepare<[number]>('DELETE FROM rolling_entry WHERE counter = ?')

  const putOne = (row: number, at: Instant, amount: number): void => {
    if (amount === 0) dropEntry.run(row, at)
    else putEntry.run(row, at, amount)
  }

  return {
    put(row, entries) {
      if (entries.rewritten) {
        dropAll.run(row)
        for (const [at, amount] of entries) putOne(row, at, amount)
        return
      }
      if (entries.leftUnwritten) dropLeft.run(row, entries.left)
      for (const at of entries.unwritten) putOne(row, at, entries.amountAt(at))
    },
    drop(row) {
      dropAll.run(row)
    },
  }
}
