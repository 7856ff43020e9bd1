/** Decisions, requests of nobody and lost records, counted: by hour and day with their tools, by hour without. */
import { sql } from 'kysely'
import type { LogLine } from '../../../store/jsonl/read-line.ts'
import { speaksPostgres } from '../../../store/sql/decision-months.ts'
import type { DecisionTable } from '../../../store/sql/tables/audit.ts'
import type { Transaction } from '../../../store/sql/tables.ts'
import type { Kind } from './decision-kind.ts'
import { portions, rowsInJson } from './rows.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

type Counts = 'decision_days' | 'decision_hours' | 'decision_totals' | 'audit_notices'

/** Counts decisions. @param kinds of them by their ids: those of one kind and hour are counted as one */
export async function countDecisions(
  tx: Transaction,
  decisions: readonly DecisionTable[],
  kinds: ReadonlyMap<string, Kind>,
): Promise<void> {
  const sums = [...summed(decisions, kinds).values()]
  await raise(
    tx,
    'decision_hours',
    sums.map((sum) => ({ ...byTool(sum), hour: sum.hour })),
  )
  await raise(
    tx,
    'decision_days',
    sums.map((sum) => ({ ...byTool(sum), day: sum.hour - (sum.hour % DAY) })),
  )
  await raise(
    tx,
    'decision_totals',
    sums.map(({ hour, count, of: { organisation, server, method, effect } }) => {
      return { organisation, hour, server, method, effect, count }
    }),
  )
}

/** Decisions that are counted alike: what they are is what any of them is. */
interface Sum {
  readonly of: DecisionTable
  readonly hour: number
  count: number
}

function summed(
  decisions: readonly DecisionTable[],
  kinds: ReadonlyMap<string, Kind>,
): ReadonlyMap<string, Readonly<Sum>> {
  const sums = new Map<string, Sum>()
  for (const row of decisions) {
    const hour = row.at - (row.at % HOUR)
    const key = `${kinds.get(row.id)?.id} ${hour}`
    const sum = sums.get(key)
    if (sum === undefined) sums.set(key, { of: row, hour, count: row.count })
    else sum.count += row.count
  }
  return sums
}

const byTool = ({ of: { organisation, server, tool, effect, code }, count }: Readonly<Sum>) => {
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
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'count')
  for (const row of rows) {
    const name = JSON.stringify(columns.map((column) => row[column]))
    const before = sums.get(name)
    sums.set(name, before === undefined ? row : { ...row, count: row.count + before.count })
  }
  // In one order: two writers of one database that raise the same counts never wait for each other in a ring.
  const inOrder = [...sums].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
  const keys = named(columns)
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
