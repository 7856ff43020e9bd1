/** Some lines of a log, written into the index in one transaction together with how far the log was read. */
import type { LogLine } from '../../../store/jsonl/read-line.ts'
import type {
  AuditNoticeTable,
  DecisionHourTable,
  DecisionTable,
  LogPlaceTable,
} from '../../../store/sql/tables/audit.ts'
import type { Database, Transaction } from '../../../store/sql/tables.ts'
import { transact } from '../../../store/sql/transaction.ts'
import { keepTexts, moveTexts, textOf } from './decision-text.ts'
import { decisionRow, type OutcomeColumns, outcomeColumns } from './row.ts'

/** What a batch brought. */
export interface Written {
  /** New decisions, in the order of the log. */
  readonly decisions: readonly DecisionTable[]
  /** Ends of calls whose decisions came in earlier batches. */
  readonly ended: readonly { readonly id: string; readonly columns: OutcomeColumns }[]
}

const HOUR = 3_600_000
/** Rows of one statement: SQLite takes 32,766 values. */
const ROWS = 500

/** Writes them. @param known some of them may be in the index already */
export async function writeBatch(
  db: Database,
  place: LogPlaceTable,
  lines: readonly LogLine[],
  known: boolean,
): Promise<Written> {
  return transact(db, async (tx) => {
    const batch = gather(place.organisation, lines)
    const decisions = known ? await unknown(tx, place.organisation, batch.decisions) : batch.decisions
    const ids = new Set(decisions.map(({ id }) => id))
    const ended = [...batch.outcomes].flatMap(([id, columns]) => (ids.has(id) ? [] : [{ id, columns }]))
    await insertDecisions(tx, place.organisation, decisions)
    for (const { id, columns } of ended) {
      // The end of a call that an earlier process left open is told without its organisation.
      const calls = tx.updateTable('decisions').set(columns).where('id', '=', id)
      await (place.organisation === 'local' ? calls : calls.where('organisation', '=', place.organisation)).execute()
    }
    const withheld = ended.filter(({ columns }) => columns.withheld_by !== '')
    await moveTexts(
      tx,
      withheld.map(({ id }) => id),
    )
    await count(tx, decisions)
    await notice(tx, place.organisation, lines)
    await tx
      .insertInto('log_places')
      .values(place)
      .onConflict((conflict) =>
        conflict.columns(['organisation', 'writer']).doUpdateSet({ file: place.file, offset: place.offset }),
      )
      .execute()
    return { decisions, ended }
  })
}

async function insertDecisions(
  tx: Transaction,
  organisation: string,
  decisions: readonly DecisionTable[],
): Promise<void> {
  const texts = new Map(decisions.map((row) => [row.id, textOf(row)]))
  await keepTexts(tx, organisation, texts.values())
  for (const some of portions(decisions)) {
    await tx
      .insertInto('decisions')
      .values(some.map((row) => ({ ...row, text_id: texts.get(row.id)?.id ?? '' })))
      .onConflict((conflict) => conflict.columns(['organisation', 'id']).doNothing())
      .execute()
  }
}

interface Batch {
  readonly decisions: readonly DecisionTable[]
  readonly outcomes: ReadonlyMap<string, OutcomeColumns>
}

/** Calls that ended within the batch are put together here: that spares most updates. */
function gather(organisation: string, lines: readonly LogLine[]): Batch {
  const decisions = new Map<string, DecisionTable>()
  const outcomes = new Map<string, OutcomeColumns>()
  for (const line of lines) {
    if (line.type === 'outcome') outcomes.set(line.id, outcomeColumns(line))
    const row = line.type === 'decision' ? decisionRow(organisation, line) : undefined
    if (row !== undefined) decisions.set(row.id, row)
  }
  const rows = [...decisions.values()].map((row) => ({ ...row, ...outcomes.get(row.id) }))
  return { decisions: rows, outcomes }
}

async function unknown(
  tx: Transaction,
  organisation: string,
  rows: readonly DecisionTable[],
): Promise<readonly DecisionTable[]> {
  const there = new Set<string>()
  for (const some of portions(rows)) {
    const found = await tx
      .selectFrom('decisions')
      .select('id')
      .where('organisation', '=', organisation)
      .where(
        'id',
        'in',
        some.map(({ id }) => id),
      )
      .execute()
    for (const { id } of found) there.add(id)
  }
  return rows.filter(({ id }) => !there.has(id))
}

async function count(tx: Transaction, decisions: readonly DecisionTable[]): Promise<void> {
  const hours = new Map<string, DecisionHourTable>()
  for (const { organisation, at, server, tool, effect, code, count: times } of decisions) {
    const hour = at - (at % HOUR)
    const key = JSON.stringify([hour, server, tool, effect, code])
    const before = hours.get(key)?.count ?? 0
    hours.set(key, { organisation, hour, server, tool, effect, code, count: before + times })
  }
  for (const some of portions([...hours.values()])) {
    await tx
      .insertInto('decision_hours')
      .values([...some])
      .onConflict((conflict) =>
        conflict
          .columns(['organisation', 'hour', 'server', 'tool', 'effect', 'code'])
          .doUpdateSet((eb) => ({ count: eb('decision_hours.count', '+', eb.ref('excluded.count')) })),
      )
      .execute()
  }
}

async function notice(tx: Transaction, organisation: string, lines: readonly LogLine[]): Promise<void> {
  const notices = new Map<string, AuditNoticeTable>()
  const add = (line: { readonly at: string }, kind: string, reason: string, times: number): void => {
    const at = Date.parse(line.at)
    if (Number.isNaN(at)) return
    const hour = at - (at % HOUR)
    const key = JSON.stringify([hour, kind, reason])
    notices.set(key, { organisation, hour, kind, reason, count: (notices.get(key)?.count ?? 0) + times })
  }
  for (const line of lines) {
    if (line.type === 'unidentified') add(line, 'unidentified', line.reason, line.count)
    else if (line.type === 'gap') add(line, 'lost', '', line.dropped)
  }
  for (const some of portions([...notices.values()])) {
    await tx
      .insertInto('audit_notices')
      .values([...some])
      .onConflict((conflict) =>
        conflict
          .columns(['organisation', 'hour', 'kind', 'reason'])
          .doUpdateSet((eb) => ({ count: eb('audit_notices.count', '+', eb.ref('excluded.count')) })),
      )
      .execute()
  }
}

function* portions<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += ROWS) yield rows.slice(from, from + ROWS)
}
