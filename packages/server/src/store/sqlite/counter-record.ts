/**
 * The durable record of the counters: a SQLite file that this process alone writes, and reads only when it opens it.
 * Rows are addressed by numbers that the owner gives out, so that a counter's long key is written once and a tick
 * touches nothing but short rows that lie close together.
 */
import { closeSync, fdatasync, openSync } from 'node:fs'
import { familyOf, type Instant } from '@portcullis/engine'
import type { OpenIntent } from '../../ports/counter-store.ts'
import type { Counter } from '../counter.ts'
import type { Horizon } from '../horizon.ts'
import {
  type Database,
  type DatabaseOptions,
  damaged,
  errorText,
  openDatabase,
  type RefusedDatabase,
} from './database.ts'
import { logSync } from './log-sync.ts'
import type { Pending } from './pending.ts'
import { entriesWriter, readEntries } from './rolling-record.ts'

/** What earlier processes left. */
interface Recorded {
  readonly counters: readonly Counter[]
  readonly forgotten: readonly (readonly [number, number])[]
  readonly intents: readonly { readonly row: number; readonly open: OpenIntent }[]
}

/** An opened record. */
export interface CounterRecord {
  readonly outcome: 'opened'
  readonly recorded: Recorded
  /** Writes everything in one transaction that survives the death of this process, or throws and writes nothing. */
  write(pending: Pending, horizon: Horizon): void
  /** Resolves once everything written so far survives a loss of power; rejects when that cannot be said. */
  sync(): Promise<void>
  close(): void
}

/** Which file, and by what right. */
export interface CounterRecordOptions {
  readonly path: string
  /** The data folder's epoch. */
  readonly epoch: number
}

const MIGRATIONS = [
  `CREATE TABLE owner (id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL) STRICT;
   CREATE TABLE counter (id INTEGER PRIMARY KEY, window_from INTEGER NOT NULL, window_to INTEGER NOT NULL, used INTEGER NOT NULL) STRICT;
   CREATE TABLE counter_key (id INTEGER PRIMARY KEY, key TEXT NOT NULL) STRICT;
   CREATE TABLE forgotten (size_class INTEGER PRIMARY KEY, until INTEGER NOT NULL) STRICT;
   CREATE TABLE intent (id INTEGER PRIMARY KEY, reservation TEXT NOT NULL, at INTEGER NOT NULL, grant_id TEXT NOT NULL, server TEXT NOT NULL, tool TEXT NOT NULL) STRICT;`,
  `CREATE TABLE rolling_entry (counter INTEGER NOT NULL, at INTEGER NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (counter, at)) STRICT, WITHOUT ROWID;`,
]

/** Small pages make small commits: a tick writes each page it touches as a whole. */
const PAGE_SIZE = 1024

interface CounterRow {
  readonly id: number
  readonly key: string | null
  readonly window_from: Instant
  readonly window_to: Instant
  readonly used: number
}

/** Undefined where the rows cannot have been written by us. */
function readCounters(db: Database): Counter[] | undefined {
  const counters: Counter[] = []
  const keys = new Set<string>()
  const entriesOf = readEntries(db)
  const rows = db.prepare<[], CounterRow>(
    'SELECT id, key, window_from, window_to, used FROM counter LEFT JOIN counter_key USING (id) ORDER BY id',
  )
  for (const { id, key, window_from: from, window_to: to, used } of rows.iterate()) {
    if (key === null || keys.has(key) || from >= to || used < 0 || !Number.isSafeInteger(used)) return undefined
    keys.add(key)
    const entries = entriesOf(id, to - from)
    if (entries !== undefined && entries.sum !== used) return undefined
    counters.push({ key, family: familyOf(key), from, to, used, entries, adjusted: 0, row: id, changed: false })
  }
  return counters
}

function readIntents(db: Database): Recorded['intents'] {
  return db
    .prepare<[], OpenIntent & { row: number }>(
      'SELECT id AS row, reservation, at, grant_id AS "grant", server, tool FROM intent ORDER BY id',
    )
    .all()
    .map(({ row, ...open }) => ({ row, open }))
}

/** Takes over the file: whoever held it before can no longer commit to it. */
function takeOver(db: Database, atLeast: number): number {
  return db.transaction(() => {
    const stored = db.prepare<[], number>('SELECT epoch FROM owner').pluck().get() ?? 0
    const epoch = Math.max(atLeast, stored + 1)
    db.prepare('INSERT OR REPLACE INTO owner VALUES (1, ?)').run(epoch)
    return epoch
  })()
}

/** Another process has taken over the data folder: it counts now, and nothing may be counted here. */
export class OwnerChanged extends Error {
  constructor(epoch: number | undefined) {
    super(`another process has taken over this data folder (epoch ${epoch})`)
  }
}

/** The function that writes changes in one transaction, with every statement prepared. */
function writer(db: Database, epoch: number, lastRow: number): CounterRecord['write'] {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const owner = db.prepare<[], number>('SELECT epoch FROM owner').pluck()
  const putCounter = db.prepare<[number, Instant, Instant, number]>('REPLACE INTO counter VALUES (?, ?, ?, ?)')
  const putKey = db.prepare<[number, string]>('INSERT INTO counter_key VALUES (?, ?)')
  const putOnlyCounter = db.prepare<[number, Instant, Instant, number, number]>(
    'REPLACE INTO counter SELECT ?, ?, ?, ? FROM owner WHERE epoch = ?',
  )
  const entries = entriesWriter(db)
  const dropCounter = db.prepare<[number]>('DELETE FROM counter WHERE id = ?')
  const dropKey = db.prepare<[number]>('DELETE FROM counter_key WHERE id = ?')
  const putForgotten = db.prepare<[number, number]>('REPLACE INTO forgotten VALUES (?, ?)')
  const putIntent = db.prepare<[number, string, Instant, string, string, string]>(
    'INSERT INTO intent VALUES (?, ?, ?, ?, ?, ?)',
  )
  const dropIntent = db.prepare<[number]>('DELETE FROM intent WHERE id = ?')
  let rows = lastRow

  const writeCounters = (counters: readonly Counter[]): void => {
    for (const counter of counters) {
      if (counter.row === 0) {
        counter.row = ++rows
        putKey.run(counter.row, counter.key)
      }
      putCounter.run(counter.row, counter.from, counter.to, counter.used)
      if (counter.entries !== undefined) entries.put(counter.row, counter.entries)
    }
  }

  const writeRest = ({ dropped, droppedEntries, intents, settled }: Pending, horizon: Horizon): void => {
    for (const row of dropped) {
      dropCounter.run(row)
      dropKey.run(row)
    }
    for (const row of droppedEntries) entries.drop(row)
    if (dropped.length > 0) for (const [sizeClass, until] of horizon.entries()) putForgotten.run(sizeClass, until)
    for (const { row, reservation, intent } of intents) {
      putIntent.run(row, reservation, intent.at, intent.grant, intent.server, intent.tool)
    }
    for (const row of settled) dropIntent.run(row)
  }

  const takenOver = (): Error => new OwnerChanged(owner.get())

  /** What nearly every tick changes is one counter that has its row: one statement, which is a transaction of its own. */
  const writeOnly = ({ row, from, to, used }: Counter): void => {
    if (putOnlyCounter.run(row, from, to, used, epoch).changes !== 1) throw takenOver()
  }

  const writeAll: CounterRecord['write'] = (pending, horizon) => {
    const before = rows
    try {
      begin.run()
      if (owner.get() !== epoch) throw takenOver()
      writeCounters(pending.counters)
      writeRest(pending, horizon)
      commit.run()
    } catch (error) {
      rows = before
      for (const counter of pending.counters) if (counter.row > before) counter.row = 0
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  }

  return (pending, horizon) => {
    const [only] = pending.counters
    const alone = only !== undefined && only.row !== 0 && pending.size === 1 && only.entries === undefined
    if (alone) writeOnly(only)
    else writeAll(pending, horizon)
  }
}

/** The function that waits for the disk, by a descriptor of the write-ahead log. */
function syncer(db: Database, log: number): () => Promise<void> {
  const sync = (): Promise<void> =>
    new Promise((resolve, reject) => fdatasync(log, (error) => (error === null ? resolve() : reject(error))))
  return logSync(sync, () => {
    if (db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) !== 0) throw new Error('the log is in use')
  })
}

/** How the file is opened: its schema, and what to say of it when it cannot be. */
export const counterDatabase = (path: string): DatabaseOptions => ({
  path,
  holds: 'the counters',
  loss: 'every limit then starts from zero',
  migrations: MIGRATIONS,
  pageSize: PAGE_SIZE,
})

/** Reads what earlier processes left in an opened file and takes it over. Closes the file where it cannot. */
export function createCounterRecord(
  db: Database,
  { path, epoch }: CounterRecordOptions,
): CounterRecord | RefusedDatabase {
  const refuse = (problem: string): RefusedDatabase => {
    db.close()
    return { outcome: 'refused', problem }
  }
  try {
    const counters = readCounters(db)
    if (counters === undefined) return refuse(damaged(counterDatabase(path), 'its rows do not add up to counters'))
    const forgotten = db.prepare<[], [number, number]>('SELECT size_class, until FROM forgotten').raw().all()
    const intents = readIntents(db)
    const write = writer(db, takeOver(db, epoch), counters.at(-1)?.row ?? 0)
    db.pragma('synchronous = NORMAL')
    const log = openSync(`${path}-wal`, 'r+')
    const close = (): void => {
      db.close()
      closeSync(log)
    }
    return { outcome: 'opened', recorded: { counters, forgotten, intents }, write, sync: syncer(db, log), close }
  } catch (error) {
    return refuse(`${path} (the counters) could not be read: ${errorText(error)}`)
  }
}

/** Opens or creates the record. What is wrong with the file is in the answer. */
export function openCounterRecord(options: CounterRecordOptions): CounterRecord | RefusedDatabase {
  const opened = openDatabase(counterDatabase(options.path))
  return opened.outcome === 'refused' ? opened : createCounterRecord(opened.db, options)
}
