/** The control plane's database of an installation, read from outside: a file of its data folder, or PostgreSQL. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { openPostgresPool } from '../../packages/server/src/store/sql/postgres-dialect.ts'
import { openSqliteFile } from '../sqlite-file.ts'

/** What can be asked of it. */
export interface InstalledDatabase {
  /** What the configuration says of it; undefined: it is the file in the data folder. */
  readonly url: string | undefined
  /** All rows of a query; the caller says what it gives. */
  rows<Row>(sql: string): Promise<readonly Row[]>
  close(): Promise<void>
}

/** The file of an installation that does not run now. @param state gives the data folder */
export function fileDatabase(state: () => string): InstalledDatabase {
  return {
    url: undefined,
    rows<Row>(sql: string) {
      const file = openSqliteFile(join(state(), 'control.db'))
      try {
        return Promise.resolve(file.rows<Row>(sql))
      } finally {
        file.close()
      }
    },
    close: () => Promise.resolve(),
  }
}

/** A schema of its own in a PostgreSQL, dropped at the end. */
export async function postgresDatabase(server: string): Promise<InstalledDatabase> {
  const schema = `test_${randomBytes(6).toString('hex')}`
  const url = new URL(server)
  url.searchParams.set('options', `-c search_path=${schema}`)
  const pool = openPostgresPool(url.href)
  await pool.query(`create schema ${schema}`)
  return {
    url: url.href,
    // The caller says what its query gives.
    async rows<Row>(sql: string) {
      return (await pool.query(sql)).rows as Row[]
    },
    async close() {
      await pool.query(`drop schema ${schema} cascade`)
      await pool.end()
    },
  }
}
