/** Many rows of one table in a statement. */
import { type RawBuilder, sql } from 'kysely'
import type { AuditTables } from '../../../store/sql/tables/audit.ts'

/** Rows of one statement: SQLite takes 32,766 values. */
const ROWS = 500

/** Portions of rows that one statement of a value for each column takes. */
export function* portions<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += ROWS) yield rows.slice(from, from + ROWS)
}

/**
 * All rows as one value, which PostgreSQL takes apart by the columns of the table: to write thirty values for each row, and to
 * number them, is most of the work here otherwise. In the order of the rows.
 */
export const rowsInJson = (table: keyof AuditTables, rows: readonly object[]): RawBuilder<unknown> =>
  sql`select * from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json)`
