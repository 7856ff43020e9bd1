/** Kysely over the embedded database: transactions take the write lock at once, and nothing asks beside its own transaction. */

import { CompiledQuery, type DatabaseConnection, type Dialect, type Driver, SqliteDialect, SqliteDriver } from 'kysely'
import type { SqliteConnection } from '../sqlite-file.ts'
import { isInTransaction } from './transaction.ts'

class ImmediateDriver extends SqliteDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    if (isInTransaction()) {
      throw new Error('Within a transaction only the transaction is asked: the database beside it would never answer.')
    }
    return super.acquireConnection()
  }

  /** A lock that is taken at the first write may come too late: what was read before it is then stale. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

/** The dialect over an open file. */
export function sqliteDialect(database: SqliteConnection): Dialect {
  const base = new SqliteDialect({ database })
  return {
    createDriver: (): Driver => new ImmediateDriver({ database }),
    createAdapter: () => base.createAdapter(),
    createIntrospector: (db) => base.createIntrospector(db),
    createQueryCompiler: () => base.createQueryCompiler(),
  }
}
