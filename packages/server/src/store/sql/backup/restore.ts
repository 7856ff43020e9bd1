/** Puts a backup in the place of the control plane's database. Nothing may use the database meanwhile. */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Kysely } from 'kysely'
import { errorText } from '../../sqlite/database.ts'
import { type DatabasePlace, openRaw, openSql } from '../open.ts'
import { dropTables, stepsOf } from '../schema-steps.ts'
import type { Database, Transaction } from '../tables.ts'
import { transact } from '../transaction.ts'
import { loadDump, unknownSteps } from './load-dump.ts'
import { type CheckedDump, checkDump } from './read-dump.ts'
import { copySqlite, isSqliteFile, syncFile } from './sqlite-file.ts'

/** What is restored, and how. */
export interface RestoreOptions {
  readonly from: string
  readonly place: DatabasePlace
  /** What is there is replaced; a SQLite file is kept under that name. */
  readonly replace: { readonly keptAs: string } | undefined
  /** What has to be done within the restored database, before anything else can use it. `epoch` is the next one. */
  readonly after: (tx: Transaction, epoch: number) => Promise<void>
}

/** @returns what stands in the way, and what to do; undefined: it is restored */
export async function restore(options: RestoreOptions): Promise<string | undefined> {
  const { from, place } = options
  try {
    if (!existsSync(from)) return `There is no file ${from}.`
    const isFile = isSqliteFile(from)
    if (isFile && place.kind === 'postgres')
      return `${from} is a SQLite file, which cannot be restored into PostgreSQL. Use a backup that was taken of PostgreSQL.`
    const checked = isFile ? undefined : await checkDump(from)
    if (typeof checked === 'string') return checked
    const unknown = checked && unknownSteps(checked)
    if (unknown !== undefined) return unknown
    return await (place.kind === 'sqlite'
      ? intoFile(options, place.path, checked)
      : intoPostgres(options, place, checked))
  } catch (error) {
    return `${from} could not be restored: ${errorText(error)}. What was there before is as it was.`
  }
}

async function intoFile(
  { from, replace, after }: RestoreOptions,
  path: string,
  checked: CheckedDump | undefined,
): Promise<string | undefined> {
  if (existsSync(path) && replace === undefined) return inTheWay(path)
  const draft = `${path}.restoring`
  rmSync(draft, { force: true })
  try {
    const problem = checked === undefined ? await copySqlite(from, draft) : await fill(draft, from, checked)
    if (problem !== undefined) return problem
    const finished = await finish({ kind: 'sqlite', path: draft }, after, await epochOf({ kind: 'sqlite', path }))
    if (finished !== undefined) return finished
    if (replace !== undefined) keep(path, replace.keptAs)
    renameSync(draft, path)
    syncFile(dirname(path))
    return undefined
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(`${draft}${end}`, { force: true })
  }
}

/** The file that is replaced, with what belongs to it. */
function keep(path: string, as: string): void {
  for (const end of ['', '-wal', '-shm']) if (existsSync(`${path}${end}`)) renameSync(`${path}${end}`, `${as}${end}`)
}

/** A new file out of lines. */
async function fill(draft: string, from: string, checked: CheckedDump): Promise<string | undefined> {
  const opened = openRaw({ kind: 'sqlite', path: draft })
  try {
    await transact(opened.db, (tx) => loadDump({ db: plain(tx), kind: 'sqlite' }, from, checked))
    return undefined
  } finally {
    await opened.close()
  }
}

/** Opens the restored file as ever, so that it is brought up to date, and does what has to be done within. */
async function finish(
  place: DatabasePlace,
  after: RestoreOptions['after'],
  epoch: number,
): Promise<string | undefined> {
  const opened = await openSql(place)
  if (opened.outcome === 'refused') return opened.problem
  try {
    await transact(opened.db, async (tx) => after(tx, Math.max(epoch, await restoredEpoch(tx)) + 1))
    return undefined
  } finally {
    await opened.close()
  }
}

/** Everything in one transaction: another process sees what was there before, or what is there after. */
async function intoPostgres(
  { from, replace, after }: RestoreOptions,
  place: DatabasePlace,
  checked: CheckedDump | undefined,
): Promise<string | undefined> {
  if (checked === undefined) return `${from} is no backup of PostgreSQL.`
  const opened = openRaw(place)
  try {
    return await transact(opened.db, async (tx) => {
      const target = { db: plain(tx), kind: 'postgres' } as const
      const isUsed = (await stepsOf(target)).length > 0
      if (isUsed && replace === undefined) return inTheWay('The database')
      const before = isUsed ? await restoredEpoch(tx) : 0
      await dropTables(target)
      await loadDump(target, from, checked)
      await after(tx, Math.max(before, await restoredEpoch(tx)) + 1)
      return undefined
    })
  } finally {
    await opened.close()
  }
}

const inTheWay = (what: string): string =>
  `${what} is in use by the control plane. Add \`--replace\` to put the backup in its place.`

/** The restores that a database has seen; 0 where it is none, or cannot be read. */
async function epochOf(place: DatabasePlace & { readonly kind: 'sqlite' }): Promise<number> {
  if (!existsSync(place.path)) return 0
  const opened = openRaw(place)
  try {
    return await restoredEpoch(opened.db)
  } catch {
    return 0
  } finally {
    await opened.close()
  }
}

async function restoredEpoch(db: Database): Promise<number> {
  const row = await db.selectFrom('epoch').select('restored').executeTakeFirst()
  return row?.restored ?? 0
}

/** Only the schema is known of what is being restored. */
const plain = (tx: Transaction): Kysely<never> => tx as unknown as Kysely<never>
