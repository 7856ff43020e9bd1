/** The databases over which contract suites run: SQLite, PGlite, and the PostgreSQL that `TEST_POSTGRES_URL` names. */
import { randomBytes } from 'node:crypto'
import { Kysely, sql } from 'kysely'
import { SqliteFile } from '../../sqlite-file.ts'
import { migrate, type SqlKind } from '../migrate.ts'
import type { Migration } from '../migration.ts'
import { openPostgresPool, postgresDialect } from '../postgres-dialect.ts'
import { sqliteDialect } from '../sqlite-dialect.ts'
import type { Database, Tables } from '../tables.ts'
import { pgliteDialect } from './pglite-dialect.contract.ts'

/** An empty database of our schema. */
export interface TestDatabase {
  readonly db: Database
  readonly kind: SqlKind
  close(): Promise<void>
}

/** Milliseconds that a database may take to start: for `beforeAll`. */
export const STARTING = 60_000

/** One kind of database. */
export interface TestDatabases {
  readonly name: string
  /** Why it is left out; undefined: it is not. */
  readonly skipped: string | undefined
  open(migrations?: readonly Migration[]): Promise<TestDatabase>
}

const url = process.env['TEST_POSTGRES_URL'] ?? ''

const SQLITE: TestDatabases = { name: 'SQLite', skipped: undefined, open: openSqlite }
const PGLITE: TestDatabases = { name: 'PGlite', skipped: undefined, open: openPglite }
const POSTGRESQL: TestDatabases = {
  name: 'PostgreSQL',
  skipped: url === '' ? 'TEST_POSTGRES_URL names no database' : undefined,
  open: openPostgres,
}

/** PGlite starts slowly and says what PostgreSQL says: where that is there, both are asked among the long tests only. */
const isSpare = url !== '' && process.env['TEST_ALL_DATABASES'] === undefined

/** All of them. */
export const DATABASES: readonly TestDatabases[] = isSpare ? [SQLITE, POSTGRESQL] : [SQLITE, PGLITE, POSTGRESQL]

for (const { name, skipped } of DATABASES) if (skipped !== undefined) console.info(`${name} is left out: ${skipped}.`)

async function migrated(
  db: Database,
  kind: SqlKind,
  migrations: readonly Migration[] | undefined,
): Promise<TestDatabase> {
  const problem = await migrate(db, kind, migrations)
  if (problem !== undefined) throw new Error(problem)
  return { db, kind, close: () => db.destroy() }
}

async function openSqlite(migrations?: readonly Migration[]): Promise<TestDatabase> {
  return migrated(new Kysely<Tables>({ dialect: sqliteDialect(new SqliteFile(':memory:')) }), 'sqlite', migrations)
}

async function openPglite(migrations?: readonly Migration[]): Promise<TestDatabase> {
  return migrated(new Kysely<Tables>({ dialect: pgliteDialect() }), 'postgres', migrations)
}

/** A schema of its own, dropped afterwards. */
async function openPostgres(migrations?: readonly Migration[]): Promise<TestDatabase> {
  const schema = `test_${randomBytes(6).toString('hex')}`
  const admin = new Kysely<Tables>({ dialect: postgresDialect(openPostgresPool(url)) })
  await sql`create schema ${sql.id(schema)}`.execute(admin)
  const place = new URL(url)
  place.searchParams.set('options', `-c search_path=${schema}`)
  const db = new Kysely<Tables>({ dialect: postgresDialect(openPostgresPool(place.href)) })
  const opened = await migrated(db, 'postgres', migrations)
  return {
    ...opened,
    async close() {
      await db.destroy()
      await sql`drop schema ${sql.id(schema)} cascade`.execute(admin)
      await admin.destroy()
    },
  }
}
