/**
 * The data folder and its one owner. Everything that is stored assumes that no other process writes, so the folder is
 * locked by the operating system for as long as its owner lives, and every ownership has a number higher than all
 * before it (the fencing epoch), by which the files themselves refuse an owner that was replaced.
 *
 * The lock is SQLite's RESERVED lock on a file of its own: it excludes other owners, lets them read who holds it, and
 * goes with the process however that ends. Nothing else may open that file: on POSIX systems, closing any descriptor
 * of a file drops all locks that the process has on it.
 */
import { chmodSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Instant } from '@portcullis/engine'
import { ensurePrivateFile, errorCode, errorText } from './sqlite/database.ts'
import { type SqliteConnection, SqliteFile } from './sqlite-file.ts'

/** A folder that this process owns. */
export interface DataFolder {
  readonly outcome: 'opened'
  /** Absolute, without symbolic links. */
  readonly path: string
  /** Higher than that of every owner before. */
  readonly epoch: number
  /** Lets go of the folder. Close everything in it first. */
  release(): void
}

/** The folder cannot be used. */
export interface RefusedFolder {
  readonly outcome: 'refused'
  /** What was tried, what is wrong and what to do. */
  readonly problem: string
}

interface Owner {
  readonly epoch: number
  readonly pid: number
  readonly host: string
  readonly since: Instant
}

const LOCK = 'owner.lock'

/** Milliseconds to wait for a process that is just letting go, or that is itself finding out that it was too late. */
const PATIENCE = 250

const SCHEMA =
  'CREATE TABLE IF NOT EXISTS owner (id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL, since INTEGER NOT NULL) STRICT'

const refused = (problem: string): RefusedFolder => ({ outcome: 'refused', problem })

function readOwner(db: SqliteConnection): Owner | undefined {
  const known = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'owner'").pluck().get() === 1
  return known ? db.prepare<[], Owner>('SELECT epoch, pid, host, since FROM owner').get() : undefined
}

/** Writes this process down as the next owner and returns its epoch. Throws SQLITE_BUSY where another one holds on. */
function signIn(db: SqliteConnection, since: Instant): number {
  return db
    .transaction(() => {
      db.exec(SCHEMA)
      const epoch = (readOwner(db)?.epoch ?? 0) + 1
      db.prepare('INSERT OR REPLACE INTO owner VALUES (1, ?, ?, ?, ?)').run(epoch, process.pid, hostname(), since)
      return epoch
    })
    .immediate()
}

function inUse(path: string, db: SqliteConnection): RefusedFolder {
  let by = 'another process'
  try {
    const owner = readOwner(db)
    if (owner !== undefined) {
      by = `process ${owner.pid} on ${owner.host} (since ${new Date(owner.since).toISOString()})`
    }
  } catch {
    // Its name cannot be read just now; that it is in use is certain.
  }
  return refused(`the data folder ${path} is in use by ${by}: stop that process, or use another data folder`)
}

function own(path: string, db: SqliteConnection, at: Instant): DataFolder | RefusedFolder {
  const epoch = signIn(db, at)
  // Signing in let go of the lock. Whoever slipped in between has a higher epoch, and the folder.
  db.exec('BEGIN IMMEDIATE')
  if (readOwner(db)?.epoch !== epoch) {
    db.exec('ROLLBACK')
    return inUse(path, db)
  }
  return {
    outcome: 'opened',
    path,
    epoch,
    release() {
      if (!db.open) return
      db.exec('ROLLBACK')
      db.close()
    },
  }
}

/** What an error says of the lock; undefined: nothing that this module knows of. */
function lockProblem(error: unknown, path: string, db: SqliteConnection): RefusedFolder | undefined {
  const code = errorCode(error)
  if (code.startsWith('SQLITE_BUSY')) return inUse(path, db)
  if (code !== 'SQLITE_NOTADB' && !code.startsWith('SQLITE_CORRUPT')) return undefined
  const file = join(path, LOCK)
  return refused(`${file} is damaged: make sure that no gateway uses the folder ${path}, then delete that file`)
}

function lock(path: string, at: Instant): DataFolder | RefusedFolder {
  const file = join(path, LOCK)
  ensurePrivateFile(file)
  const db = new SqliteFile(file, { timeout: PATIENCE })
  let owned: DataFolder | undefined
  try {
    const result = own(path, db, at)
    if (result.outcome === 'opened') owned = result
    return result
  } catch (error) {
    const problem = lockProblem(error, path, db)
    if (problem === undefined) throw error
    return problem
  } finally {
    if (owned === undefined) db.close()
  }
}

/** Undefined: others may neither read nor write in the folder. */
function exposed(path: string): string | undefined {
  const mode = statSync(path).mode & 0o777
  if (process.platform === 'win32' || (mode & 0o077) === 0) return undefined
  return `the data folder ${path} is open to other users (mode ${mode.toString(8)}): run "chmod 700 ${path}", or use another data folder`
}

/**
 * Opens the folder, or creates it with mode 0700, and becomes its owner. A folder that others may enter is refused
 * rather than changed: it may have been named by mistake.
 * @param at when, for the message that a second process gets
 */
export function openDataFolder(folder: string, at: Instant): DataFolder | RefusedFolder {
  try {
    const made = mkdirSync(folder, { recursive: true, mode: 0o700 })
    const path = realpathSync(folder)
    // What mkdir makes depends on the umask, which may take rights away from ourselves.
    if (made !== undefined) chmodSync(path, 0o700)
    const problem = exposed(path)
    return problem === undefined ? lock(path, at) : refused(problem)
  } catch (error) {
    return refused(`the data folder ${folder} could not be opened: ${errorText(error)}`)
  }
}
