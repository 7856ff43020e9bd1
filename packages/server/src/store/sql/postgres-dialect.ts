/** Kysely over node-postgres: whole numbers come as numbers, on our own connections only. */
import { type Dialect, PostgresDialect } from 'kysely'
import pg from 'pg'

/** Type of `bigint` (pg_type.dat: int8); of `numeric`, which sums of it have. */
const INT8 = 20
const NUMERIC = 1700

/** Connections of one process. */
const MOST = 10
/** Milliseconds for a new connection; for a statement. */
const CONNECT = 10_000
const STATEMENT = 30_000

const exact = (text: string): number => {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new Error(`The database holds a number that is out of range: ${text}.`)
  return number
}

/** How values come out of the database. */
export const POSTGRES_TYPES = {
  getTypeParser: (type: number, format?: 'text' | 'binary'): ((value: string) => unknown) =>
    type === INT8 || type === NUMERIC ? exact : pg.types.getTypeParser(type, format),
}

/** Connections to the database of that URL; nothing is connected yet. */
export function openPostgresPool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST,
    connectionTimeoutMillis: CONNECT,
    statement_timeout: STATEMENT,
    idle_in_transaction_session_timeout: STATEMENT,
    application_name: 'portcullis',
    types: POSTGRES_TYPES as pg.CustomTypesConfig,
  })
  // An idle connection that breaks is replaced when the next one is wanted.
  pool.on('error', () => undefined)
  return pool
}

/** The dialect over them. */
export function postgresDialect(pool: pg.Pool): Dialect {
  return new PostgresDialect({ pool })
}
