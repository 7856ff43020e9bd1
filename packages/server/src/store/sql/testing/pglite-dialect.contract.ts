/**
 * Kysely over PGlite, for tests: PostgreSQL itself, in this process. Starting it takes a second or more, so there is one, with a
 * schema for each database that a test opens.
 */
import { PGlite } from '@electric-sql/pglite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import { isInTransaction } from '../transaction.ts'

const INT8 = 20
const NUMERIC = 1700

let started: PGlite | undefined
let schemas = 0
/** Whoever has the one connection; the next waits for it. */
let last: Promise<void> = Promise.resolve()

const shared = (): PGlite => {
  started ??= new PGlite({ parsers: { [INT8]: Number, [NUMERIC]: Number } })
  return started
}

class SharedConnection implements Driver {
  readonly #schema: string
  #release: () => void = () => undefined

  constructor(schema: string) {
    this.#schema = schema
  }

  async init(): Promise<void> {
    await shared().waitReady
    await shared().exec(`create schema ${this.#schema}`)
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (isInTransaction()) throw new Error('Within a transaction only the transaction is asked.')
    const before = last
    let release: () => void = () => undefined
    last = new Promise((resolve) => {
      release = resolve
    })
    await before
    this.#release = release
    await shared().exec(`set search_path to ${this.#schema}`)
    return { executeQuery: execute, streamQuery: unsupported }
  }

  beginTransaction = async (connection: DatabaseConnection): Promise<void> => run(connection, 'begin')
  commitTransaction = async (connection: DatabaseConnection): Promise<void> => run(connection, 'commit')
  rollbackTransaction = async (connection: DatabaseConnection): Promise<void> => run(connection, 'rollback')

  async releaseConnection(): Promise<void> {
    this.#release()
  }

  async destroy(): Promise<void> {
    await this.acquireConnection()
    await shared().exec(`drop schema ${this.#schema} cascade`)
    this.#release()
  }
}

async function execute<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
  const { rows, affectedRows } = await shared().query<Row>(sql, [...parameters])
  return { rows, numAffectedRows: BigInt(affectedRows ?? 0) }
}

async function run(connection: DatabaseConnection, statement: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(statement))
}

function unsupported(): never {
  throw new Error('PGlite is not read as a stream here.')
}

/** The dialect over an empty database. */
export function pgliteDialect(): Dialect {
  const schema = `test_${++schemas}`
  return {
    createDriver: () => new SharedConnection(schema),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}
