/** Kysely over node-postgres: whole numbers come as numbers, on our own connections only. */
import {
  type Dialect,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from 'kysely'
import pg from 'pg'

/** Type of `bigint` (pg_type.dat: int8); of `numeric`, which sums of it have. */
const INT8 = 20
const NUMERIC = 1700

/** Connections of one process, and what they may take, milliseconds. */
export interface PoolBounds {
  readonly most: number
  /** For a new connection, or a place in the pool. */
  readonly connect: number
  /** For a statement at the server. */
  readonly statement: number
  /** Until the server's answer to a statement: it may be gone without a word. 0: as long as it takes. */
  readonly answer: number
}

/** Of everything that people and gateways ask. */
const USUAL: PoolBounds = { most: 10, connect: 10_000, statement: 30_000, answer: 60_000 }
/** Milliseconds of silence after which the system asks whether the server is still there. */
const KEEP_ALIVE = 10_000

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
export function openPostgresPool(url: string, bounds: Partial<PoolBounds> = {}): pg.Pool {
  const { most, connect, statement, answer } = { ...USUAL, ...bounds }
  const pool = new pg.Pool({
    connectionString: url,
    max: most,
    connectionTimeoutMillis: connect,
    statement_timeout: statement,
    query_timeout: answer,
    idle_in_transaction_session_timeout: statement,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE,
    application_name: 'portcullis',
    types: POSTGRES_TYPES as pg.CustomTypesConfig,
  })
  // A connection that breaks is replaced when the next one is wanted; whoever has it is told by the statement that fails.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** The dialect over them. */
export function postgresDialect(pool: pg.Pool): Dialect {
  return new PostgresDialect({
    pool: { connect: async () => lent(await pool.connect()), end: () => pool.end() },
  })
}

/** A connection as it is lent: one that did not answer is not lent again, for nobody knows what it still waits for. */
function lent(client: pg.PoolClient): PostgresPoolClient {
  const inner: PostgresPoolClient = client
  let isBroken = false
  async function ask<Row>(statement: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
    try {
      return await inner.query<Row>(statement, parameters)
    } catch (error) {
      isBroken ||= !(error instanceof pg.DatabaseError)
      throw error
    }
  }
  function query<Row>(statement: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>
  function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>
  function query<Row>(
    asked: string | PostgresCursor<Row>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<Row>> | PostgresCursor<Row> {
    return typeof asked === 'string' ? ask<Row>(asked, parameters) : inner.query<Row>(asked)
  }
  return { query, release: () => client.release(isBroken) }
}
