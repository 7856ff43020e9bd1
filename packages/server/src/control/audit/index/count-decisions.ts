/** Decisions, requests of nobody and lost records, counted: by hour and day with their tools, by hour without. */
import { sql } from 'kysely'
import type { LogLine } from '../../../store/jsonl/read-line.ts'
import { speaksPostgres } from '../../../store/sql/decision-months.ts'
import type { DecisionTable } from '../../../store/sql/tables/audit.ts'
import type { Transaction } from '../../../store/sql/tables.ts'
import { portions, rowsInJson } from './rows.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

type Counts = 'decision_days' | 'decision_hours' | 'decision_totals' | 'audit_notices'

/** Counts decisions. */
export async function countDecisions(tx: Transaction, decisions: readonly DecisionTable[]): Promise<void> {
  await raise(
    tx,
    'decision_hours',
    decisions.map((row) => ({ ...byTool(row), hour: row.at - (row.at % HOUR) })),
  )
  await raise(
    tx,
    'decision_days',
    decisions.map((row) => ({ ...byTool(row), day: row.at - (row.at % DAY) })),
  )
  await raise(
    tx,
    'decision_totals',
    decisions.map(({ organisation, at, server, method, effect, count }) => {
      return { organisation, hour: at - (at % HOUR), server, method, effect, count }
    }),
  )
}

const byTool = ({ organisation, server, tool, effect, code, count }: DecisionTable) => {
  return { organisation, server, tool, effect, code, count }
}

/** Counts what belongs to nobody. */
export async function countNotices(tx: Transaction, organisation: string, lines: readonly LogLine[]): Promise<void> {
  const notices = lines.flatMap((line) => {
    const at = Date.parse(line.at)
    if (Number.isNaN(at)) return []
    const hour = at - (at % HOUR)
    if (line.type === 'unidentified')
      return [{ organisation, hour, kind: 'unidentified', reason: line.reason, count: line.count }]
    return line.type === 'gap' ? [{ organisation, hour, kind: 'lost', reason: '', count: line.dropped }] : []
  })
  await raise(tx, 'audit_notices', notices)
}

/** A count, and whatever it is of. */
interface Counted {
  readonly [key: string]: string | number
  readonly count: number
}

/** Adds rows to what is counted: those of one key are one, whose count is raised by theirs. */
async function raise(tx: Transaction, table: Counts, rows: readonly Counted[]): Promise<void> {
  const sums = new Map<string, Counted>()
  for (const row of rows) {
    const name = JSON.stringify(Object.values({ ...row, count: 0 }))
    sums.set(name, { ...row, count: row.count + (sums.get(name)?.count ?? 0) })
  }
  // In one order: two writers of one database that raise the same counts never wait for each other in a ring.
  const inOrder = [...sums].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
  const keys = named(Object.keys(rows[0] ?? {}).filter((column) => column !== 'count'))
  for (const some of speaksPostgres(tx) ? [inOrder] : portions(inOrder)) {
    if (some.length === 0) continue
    await sql`insert into ${sql.table(table)} ${valuesOf(tx, table, some)} on conflict (${keys}) do update set count = ${sql.table(table)}.count + excluded.count`.execute(
      tx,
    )
  }
}

const named = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)))

/** Rows as a part of a statement: on PostgreSQL as one value. */
function valuesOf(tx: Transaction, table: Counts, rows: readonly Counted[]) {
  if (speaksPostgres(tx)) return rowsInJson(table, rows)
  const columns = Object.keys(rows[0] ?? {})
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => sql.val(row[column])))})`)
  return sql`(${named(columns)}) values ${sql.join(values)}`
}
