/** Opens the index of decisions in a file of its own. It is made out of the logs, so a file that cannot be used is made anew. */
import { rmSync } from 'node:fs'
import { Kysely } from 'kysely'
import { ensurePrivateFile } from '../sqlite/database.ts'
import { SqliteFile } from '../sqlite-file.ts'
import { migrate } from './migrate.ts'
import { INDEX_MIGRATIONS } from './migrations/decision-index.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import type { Database, Tables } from './tables.ts'

const BUSY_TIMEOUT = 5000

/** @param path of the file; `:memory:` for tests. Rejects where not even a new one can be made. */
export async function openIndex(path: string): Promise<Database> {
  try {
    return await openFile(path)
  } catch (cause) {
    if (path === ':memory:') throw cause
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
    return openFile(path)
  }
}

async function openFile(path: string): Promise<Database> {
  if (path !== ':memory:') ensurePrivateFile(path)
  const file = new SqliteFile(path, { timeout: BUSY_TIMEOUT })
  try {
    file.pragma('journal_mode = WAL')
    // What a crash of the machine loses of it is read again from the logs.
    file.pragma('synchronous = NORMAL')
    file.pragma('secure_delete = ON')
    const db = new Kysely<Tables>({ dialect: sqliteDialect(file) })
    const problem = await migrate(db, 'sqlite', INDEX_MIGRATIONS)
    if (problem !== undefined) throw new Error(problem)
    return db
  } catch (cause) {
    file.close()
    throw cause
  }
}
