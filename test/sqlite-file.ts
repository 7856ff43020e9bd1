/** Reads databases of a process that ended, as any tool on the machine would. */
import { createRequire } from 'node:module'

/** An opened file. */
export interface SqliteFile {
  /** All rows of a query. */
  rows<Row>(sql: string): readonly Row[]
  /** What SQLite finds wrong; empty: nothing. */
  faults(): readonly string[]
  close(): void
}

interface Driver {
  prepare(sql: string): { all(): unknown[] }
  close(): void
}

const load = createRequire(new URL('../packages/server/package.json', import.meta.url))

/** Opens one that is there; throws where it cannot be read. */
export function openSqliteFile(path: string): SqliteFile {
  const Database = load('better-sqlite3') as new (path: string, options: object) => Driver
  const driver = new Database(path, { fileMustExist: true })
  // The caller says what its query gives.
  const rows = <Row>(sql: string): readonly Row[] => driver.prepare(sql).all() as Row[]
  return {
    rows,
    faults: () =>
      rows<{ integrity_check: string }>('PRAGMA integrity_check')
        .map(({ integrity_check: found }) => found)
        .filter((found) => found !== 'ok'),
    close: () => driver.close(),
  }
}
