/** Some lines of a log, written into the index in one transaction together with how far the log was read. */
import type { LogLine } from '../../../store/jsonl/read-line.ts'
import { holdDecisions, makeMonths, monthAt, speaksPostgres } from '../../../store/sql/decision-months.ts'
import type { DecisionTable, LogPlaceTable } from '../../../store/sql/tables/audit.ts'
import type { Database, Transaction } from '../../../store/sql/tables.ts'
import { transact } from '../../../store/sql/transaction.ts'
import { countDecisions, countNotices } from './count-decisions.ts'
import { keepKinds, kindOf } from './decision-kind.ts'
import { type End, endDecisions, type MovedDecision, movedBy } from './end-decisions.ts'
import { insertDecisions } from './insert-decisions.ts'
import { decisionRow, type OutcomeColumns, outcomeColumns } from './row.ts'

/** What a batch brought. */
export interface Written {
  /** New decisions, in the order of the log. */
  readonly decisions: readonly DecisionTable[]
  /** Ends of calls whose decisions came in earlier batches. */
  readonly ended: readonly End[]
}

/** Writes them; what is in the index already is neither written nor counted again. */
export async function writeBatch(db: Database, place: LogPlaceTable, lines: readonly LogLine[]): Promise<Written> {
  const { organisation, writer } = place
  const batch = gather(organisation, lines)
  const own = new Map(batch.decisions.map((row) => [row.id, kindOf(row)]))
  const isPostgres = speaksPostgres(db)
  if (isPostgres) await makeMonths(db, monthsIn(batch.decisions))
  return transact(db, async (tx) => {
    if (isPostgres) await holdDecisions(tx)
    const late = endsBut(batch.outcomes, batch.decisions)
    const moved = await movedBy(tx, organisation, late)
    const kinds = moved.filter((one) => one.organisation === organisation).map(({ kind }) => kind)
    await keepKinds(tx, organisation, [...own.values(), ...kinds])
    for (const { organisation: of, kind } of moved) if (of !== organisation) await keepKinds(tx, of, [kind])
    const decisions = await insertDecisions(tx, batch.decisions, { writer, kinds: own })
    const ended = endsBut(batch.outcomes, decisions)
    await endDecisions(tx, organisation, { ends: ended, moved: [...moved, ...movedBefore(batch.decisions, decisions)] })
    await keepPlace(tx, place)
    // Last, as other writers wait for whoever raises the same counts.
    await countNotices(tx, organisation, lines)
    await countDecisions(tx, decisions, own)
    return { decisions, ended }
  })
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
  }
  for (const line of lines) {
    if (line.type !== 'decision') continue
    const row = decisionRow(organisation, line, outcomes.get(line.id))
    if (row !== undefined) decisions.set(row.id, row)
  }
  return { decisions: [...decisions.values()], outcomes }
}

/** Ends of calls that are not among some decisions. */
function endsBut(outcomes: Batch['outcomes'], decisions: readonly DecisionTable[]): readonly End[] {
  const ids = new Set(decisions.map(({ id }) => id))
  const ends: End[] = []
  for (const [id, columns] of outcomes) if (!ids.has(id)) ends.push({ id, columns })
  return ends
}

/** Decisions that were there, perhaps from before their results were withheld. */
function movedBefore(all: readonly DecisionTable[], added: readonly DecisionTable[]): readonly MovedDecision[] {
  const ids = new Set(added.map(({ id }) => id))
  const there = all.filter(({ id, withheld_by }) => withheld_by !== '' && !ids.has(id))
  return there.map((row) => ({ organisation: row.organisation, id: row.id, kind: kindOf(row) }))
}

const monthsIn = (decisions: readonly DecisionTable[]) => [
  ...new Map(decisions.map(({ at }) => monthAt(at)).map((month) => [month.name, month])).values(),
]

async function keepPlace(tx: Transaction, place: LogPlaceTable): Promise<void> {
  const { organisation: _, writer: __, ...read } = place
  await tx
    .insertInto('log_places')
    .values(place)
    .onConflict((conflict) => conflict.columns(['organisation', 'writer']).doUpdateSet(read))
    .execute()
}
