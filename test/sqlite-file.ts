/** Reads databases of a process that ended, as any tool on the machine would. */
import { SqliteFile as Database } from '../packages/server/src/store/sqlite-file.ts'

/** An opened file. */
export interface SqliteFile {
  /** All rows of a query. */
  rows<Row>(sql: string): readonly Row[]
  /** What SQLite finds wrong; empty: nothing. */
  faults(): readonly string[]
  close(): void
}

/** Opens one that is there; throws where it cannot be read. */
export function openSqliteFile(path: string): SqliteFile {
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
