/** Opens the control plane's database: a SQLite file, or PostgreSQL. */
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { ensurePrivateFile, errorCode, errorText } from '../sqlite/database.ts'
import { type SqliteConnection, SqliteFile } from '../sqlite-file.ts'
import { migrate, type SqlKind } from './migrate.ts'
import { openPostgresPool, postgresDialect } from './postgres-dialect.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import type { Database, Tables } from './tables.ts'

/** Which database. */
export type DatabasePlace =
  /** Path of the file; `:memory:` for tests. */
  | { readonly kind: 'sqlite'; readonly path: string }
  /** `connections` at most; undefined: as many as is usual. */
  | { readonly kind: 'postgres'; readonly url: string; readonly connections?: number }

/** Where an installation has it: what its configuration names, else a file in its data folder. */
export const databasePlace = (dataFolder: string, url: string | undefined): DatabasePlace =>
  url === undefined ? { kind: 'sqlite', path: join(dataFolder, 'control.db') } : { kind: 'postgres', url }

/** The database is ours and up to date. */
export interface OpenedSql {
  readonly outcome: 'opened'
  readonly db: Database
  readonly kind: SqlKind
  close(): Promise<void>
}

/** It cannot be used; it was left as it is. */
export interface RefusedSql {
  readonly outcome: 'refused'
  /** What was tried, what is wrong and what to do. */
  readonly problem: string
}

/** Steps of the schema, and restoring, take as long as they take. */
const PATIENT = { most: 1, answer: 0 } as const

/** Marks files of ours in SQLite's header: "Prtc". */
const APPLICATION_ID = 0x50727463

/** Milliseconds to wait for another process of ours that writes. */
const BUSY_TIMEOUT = 5000

/** Opens it and brings its schema up to date. Never throws. */
export async function openSql(place: DatabasePlace): Promise<OpenedSql | RefusedSql> {
  return place.kind === 'sqlite' ? openSqlite(place.path) : openPostgres(place.url, place.connections)
}

/** Opens it as it is, whatever its schema: for restoring. Throws where it cannot. */
export function openRaw(place: DatabasePlace): { readonly db: Database; close(): Promise<void> } {
  const dialect =
    place.kind === 'sqlite' ? sqliteDialect(rawFile(place.path)) : postgresDialect(openPostgresPool(place.url, PATIENT))
  const db = new Kysely<Tables>({ dialect })
  return { db, close: () => db.destroy() }
}

function rawFile(path: string): SqliteConnection {
  ensurePrivateFile(path)
  const file = new SqliteFile(path, { timeout: BUSY_TIMEOUT })
  file.pragma(`application_id = ${APPLICATION_ID}`)
  return file
}

async function openSqlite(path: string): Promise<OpenedSql | RefusedSql> {
  let file: SqliteConnection | undefined
  try {
    if (path !== ':memory:') ensurePrivateFile(path)
    file = new SqliteFile(path, { timeout: BUSY_TIMEOUT })
    const foreign = prepare(file, path)
    if (foreign !== undefined) return { outcome: 'refused', problem: foreign }
    const opened = await upToDate(new Kysely<Tables>({ dialect: sqliteDialect(file) }), 'sqlite')
    if (opened.outcome === 'opened') file = undefined
    return opened.outcome === 'opened' ? opened : { outcome: 'refused', problem: `${path}: ${opened.problem}` }
  } catch (error) {
    return { outcome: 'refused', problem: sqliteProblem(path, error) }
  } finally {
    file?.close()
  }
}

/** Sets the file up; a sentence where it is not ours, or damaged. */
function prepare(file: SqliteConnection, path: string): string | undefined {
  const empty = file.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
  if (!empty && file.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    return `${path} should hold the control plane's database but is one of another program: move it away, or use another data folder.`
  }
  file.pragma(`application_id = ${APPLICATION_ID}`)
  file.pragma('journal_mode = WAL')
  // An answer to a change is a promise: it outlives a crash of the machine.
  file.pragma('synchronous = FULL')
  file.pragma('fullfsync = ON')
  file.pragma('secure_delete = ON')
  const check = file.pragma('quick_check(1)', { simple: true })
  return check === 'ok' ? undefined : damaged(path, String(check))
}

const damaged = (path: string, detail: string): string =>
  `${path} (the control plane's database) is damaged: ${detail}. Nothing was repaired. Restore a backup by \`portcullis restore\`.`

function sqliteProblem(path: string, error: unknown): string {
  const code = errorCode(error)
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return damaged(path, errorText(error))
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return `${path} (the control plane's database) is in use by another process, which holds it for long: stop that process.`
  return `${path} (the control plane's database) could not be opened: ${errorText(error)}. See that this user may write it and that the disk has space.`
}

async function openPostgres(url: string, most: number | undefined): Promise<OpenedSql | RefusedSql> {
  const steps = new Kysely<Tables>({ dialect: postgresDialect(openPostgresPool(url, PATIENT)) })
  try {
    const opened = await upToDate(steps, 'postgres')
    if (opened.outcome === 'refused') return opened
    const pool = openPostgresPool(url, most === undefined ? {} : { most })
    const db = new Kysely<Tables>({ dialect: postgresDialect(pool) })
    await steps.destroy()
    return { ...opened, db, close: () => db.destroy() }
  } catch (error) {
    await steps.destroy()
    return {
      outcome: 'refused',
      problem: `The PostgreSQL database ${shownUrl(url)} could not be opened: ${errorText(error)}. See that it runs, that \`database\` names it, and that its user may create tables.`,
    }
  }
}

/** Host and name of a database: never its password. */
function shownUrl(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

async function upToDate(db: Database, kind: SqlKind): Promise<OpenedSql | RefusedSql> {
  const problem = await migrate(db, kind)
  if (problem === undefined) return { outcome: 'opened', db, kind, close: () => db.destroy() }
  await db.destroy()
  return { outcome: 'refused', problem }
}
