/** What there is to verify: a data folder, with or without its configuration; or an export. */
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { organisationLogPath } from '../../../ports/log-places.ts'
import { CHECKPOINTS_FILE, PUBLIC_KEY_FILE } from '../../../store/checkpoints/places.ts'
import { rotatedPath } from '../../../store/jsonl/log-file.ts'
import { organisationsWithLogs } from '../../../store/jsonl/organisation-logs.ts'
import { openPostgresPool, postgresDialect } from '../../../store/sql/postgres-dialect.ts'
import type { ChangeTable } from '../../../store/sql/tables/change.ts'
import type { Tables } from '../../../store/sql/tables.ts'
import { SqliteFile } from '../../../store/sqlite-file.ts'

/** Where an installation is. */
export interface Installed {
  readonly folder: string
  /** Path of the decision log of `local`. */
  readonly log: string
  /** URL of a PostgreSQL database; undefined: a file in the folder. */
  readonly database: string | undefined
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Lines of a file; undefined: it is not there. */
export async function linesOf(path: string): Promise<readonly string[] | undefined> {
  if (!(await isThere(path))) return undefined
  const lines = (await readFile(path, 'utf8')).split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** The journal of checkpoints of a folder. */
export const journalLines = (folder: string): Promise<readonly string[] | undefined> =>
  linesOf(join(folder, CHECKPOINTS_FILE))

/** The public key that lies beside it. */
export async function ownPublicKey(folder: string): Promise<string | undefined> {
  const path = join(folder, PUBLIC_KEY_FILE)
  return (await isThere(path)) ? readFile(path, 'utf8') : undefined
}

/** Files of each organisation's log, oldest first; numbers that are missing in between are passed over. */
export async function logFilesOf({ log }: Installed): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map<string, readonly string[]>()
  for (const organisation of organisationsWithLogs(log)) {
    const path = organisationLogPath(log, organisation)
    const files = await filesOf(path)
    if (files.length > 0) all.set(organisation, files)
  }
  return all
}

/** Numbers that are looked at beyond the last that was found. */
const BEYOND = 100

async function filesOf(path: string): Promise<readonly string[]> {
  const files: string[] = []
  for (let index = 0, missed = 0; missed < BEYOND; index++) {
    const file = rotatedPath(path, index)
    if (await isThere(file)) {
      files.unshift(file)
      missed = 0
    } else missed++
  }
  return files
}

/** Records of changes by organisation, in their order; undefined: there is no database. */
export async function changesOf({
  folder,
  database,
}: Installed): Promise<ReadonlyMap<string, Iterable<ChangeTable>> | undefined> {
  if (database !== undefined) return changesOfPostgres(database)
  const path = join(folder, 'control.db')
  if (!(await isThere(path))) return undefined
  const file = new SqliteFile(path, { readonly: true, fileMustExist: true })
  try {
    const rows = file.prepare<[], ChangeTable>('SELECT * FROM changes ORDER BY organisation, seq').all()
    return byOrganisation(rows)
  } finally {
    file.close()
  }
}

async function changesOfPostgres(url: string): Promise<ReadonlyMap<string, Iterable<ChangeTable>>> {
  const db = new Kysely<Tables>({ dialect: postgresDialect(openPostgresPool(url)) })
  try {
    return byOrganisation(await db.selectFrom('changes').selectAll().orderBy('organisation').orderBy('seq').execute())
  } finally {
    await db.destroy()
  }
}

function byOrganisation(rows: readonly ChangeTable[]): ReadonlyMap<string, readonly ChangeTable[]> {
  const all = new Map<string, ChangeTable[]>()
  for (const row of rows) {
    const of = all.get(row.organisation)
    if (of === undefined) all.set(row.organisation, [row])
    else of.push(row)
  }
  return all
}
