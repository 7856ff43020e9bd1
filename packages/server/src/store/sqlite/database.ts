/** Opening a SQLite file of ours: owner-only permissions, one process, forward-only schema, and plain words when it fails. */
import { chmodSync, closeSync, openSync } from 'node:fs'
import { type SqliteConnection, SqliteFile } from '../sqlite-file.ts'

/** A connection. */
export type Database = SqliteConnection

/** The file is ours, whole and up to date. */
export interface OpenedDatabase {
  readonly outcome: 'opened'
  readonly db: Database
}

/** The file cannot be used; it was left as it is. */
export interface RefusedDatabase {
  readonly outcome: 'refused'
  /** What was tried, what is wrong and what to do. */
  readonly problem: string
}

/** Which file, and what to say of it. */
export interface DatabaseOptions {
  readonly path: string
  /** What the file holds, for messages: "the counters". */
  readonly holds: string
  /** What is lost when the file is moved away, for messages: one clause. */
  readonly loss: string
  /** Step i takes a schema of version i to version i + 1. Only ever appended to. */
  readonly migrations: readonly string[]
  /** Bytes; applies to new files. */
  readonly pageSize: number
  /** Other processes of ours may use the file at the same time. Otherwise this process alone does. */
  readonly shared?: boolean
}

/** Marks files of ours in SQLite's header: "Prtc". */
const APPLICATION_ID = 0x50727463

/** Milliseconds to wait for a process that is just letting go of the file. */
const BUSY_TIMEOUT = 250

/** The stable code of a SQLite or system error, or an empty text. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** An error in one line: what happened, and its code. */
export function errorText(error: unknown): string {
  const code = errorCode(error)
  const text = error instanceof Error ? error.message : String(error)
  return code === '' ? text : `${text} (${code})`
}

/** Creates the file with mode 0600 before SQLite would with 0644; SQLite gives its side files the same mode. */
export function ensurePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    // By name, not by descriptor: closing a descriptor would drop this process's locks on the file.
    chmodSync(path, 0o600)
  }
}

function explain(error: unknown, options: DatabaseOptions): string {
  const { path, holds } = options
  const code = errorCode(error)
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return `${path} (${holds}) is in use by another process: stop that process, or use another data folder`
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return damaged(options, errorText(error))
  }
  return `${path} (${holds}) could not be opened: ${errorText(error)}: see that this user may write it and that the disk has space`
}

/** Says that a file is damaged and what can be done: nothing is ever recreated by itself. */
export function damaged({ path, holds, loss }: DatabaseOptions, detail: string): string {
  return `${path} (${holds}) is damaged: ${detail}. Nothing was repaired or recreated. Restore the file from a backup; or move it away, with its -wal file, to begin with an empty one (${loss})`
}

function version(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}

/** Undefined: the file is ours and of a version we know, or empty. */
function foreign(db: Database, options: DatabaseOptions): string | undefined {
  const { path, holds, migrations } = options
  const found = version(db)
  const empty = found === 0 && db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
  if (!empty && db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    return `${path} should hold ${holds} but is a database of another program: move it away, or use another data folder`
  }
  if (found > migrations.length) {
    return `${path} (${holds}) was written by a newer version of Portcullis (schema ${found}; this one knows ${migrations.length}): run that version, or restore the file from before the update`
  }
  return undefined
}

function migrate(db: Database, migrations: readonly string[]): void {
  for (let from = version(db); from < migrations.length; from++) {
    db.transaction(() => {
      db.exec(migrations[from] ?? '')
      db.pragma(`application_id = ${APPLICATION_ID}`)
      db.pragma(`user_version = ${from + 1}`)
    })()
  }
}

function prepare(db: Database, options: DatabaseOptions): string | undefined {
  db.pragma(`page_size = ${options.pageSize}`)
  // One process owns the file: without shared memory and without a lock for each transaction, a commit costs half.
  if (options.shared !== true) db.pragma('locking_mode = EXCLUSIVE')
  const problem = foreign(db, options)
  if (problem !== undefined) return problem
  db.pragma('journal_mode = WAL')
  // The first writes reach the disk, and with them the directory entries of the file and its log.
  db.pragma('synchronous = FULL')
  db.pragma('fullfsync = ON')
  const check = db.pragma('quick_check(1)', { simple: true })
  if (check !== 'ok') return damaged(options, String(check))
  migrate(db, options.migrations)
  return undefined
}

/**
 * Opens or creates the file (for this process alone, unless it is shared), brings its schema up to date, and leaves it
 * in WAL mode with `synchronous = FULL`. A file that is damaged, newer or another program's is refused and left as it is.
 */
export function openDatabase(options: DatabaseOptions): OpenedDatabase | RefusedDatabase {
  let db: Database | undefined
  try {
    ensurePrivateFile(options.path)
    db = new SqliteFile(options.path, { timeout: BUSY_TIMEOUT })
    const problem = prepare(db, options)
    if (problem === undefined) return { outcome: 'opened', db }
    db.close()
    return { outcome: 'refused', problem }
  } catch (error) {
    db?.close()
    return { outcome: 'refused', problem: explain(error, options) }
  }
}
