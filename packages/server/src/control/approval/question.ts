/** Questions with everything that belongs to them, as they are read. */
import type { Approval } from '../../ports/approval-store.ts'
import type { ApprovalTable } from '../../store/sql/tables/approvals.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import type { Control } from '../control.ts'
import { approvalOf, narrowedPlace, type Question } from './approval-row.ts'
import { goneNow } from './pulse.ts'

/** What questions are read with. */
export type ReadingParts = Pick<Control, 'clock' | 'sealer' | 'origin'>

/** The questions of these rows, in their order. */
export async function questionsOf(
  db: Database | Transaction,
  rows: readonly ApprovalTable[],
): Promise<readonly Question[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const uses = await db.selectFrom('approval_uses').selectAll().where('approval', 'in', ids).execute()
  return rows.map((row) => ({ row, uses: uses.filter(({ approval }) => approval === row.id) }))
}

/** How many approved, by the question's id. */
export async function approvedCounts(
  db: Database | Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('approval_verdicts')
    .select((eb) => ['approval', eb.fn.countAll<number | string>().as('count')])
    .where('approval', 'in', ids)
    .where('verdict', '=', 'approve')
    .groupBy('approval')
    .execute()
  return new Map(rows.map(({ approval, count }) => [approval, Number(count)]))
}

/** Questions as the gateway knows them. */
export async function showToGateway(
  db: Database | Transaction,
  { clock, sealer, origin }: ReadingParts,
  questions: readonly Question[],
): Promise<readonly Approval[]> {
  const now = clock.now()
  const gone = await goneNow(db, now)
  const approved = await approvedCounts(
    db,
    questions.map(({ row }) => row.id),
  )
  return questions.map(({ row, uses }) => {
    const narrowed = row.narrowed === null ? undefined : sealer.open(row.narrowed, narrowedPlace(row))
    return approvalOf({ row, uses, approved: approved.get(row.id) ?? 0, narrowed }, { gone, now, origin })
  })
}

/** The gateway's view of these questions, those that there are. */
export async function readApprovals(
  db: Database | Transaction,
  parts: ReadingParts,
  ids: readonly string[],
): Promise<readonly Approval[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('approvals').selectAll().where('id', 'in', ids).execute()
  return showToGateway(db, parts, await questionsOf(db, rows))
}
