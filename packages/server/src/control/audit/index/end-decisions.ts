/** Ends of calls whose decisions were indexed before. */
import { sql } from 'kysely'
import { LOCAL } from '../../../ports/log-places.ts'
import { speaksPostgres } from '../../../store/sql/decision-months.ts'
import type { Transaction } from '../../../store/sql/tables.ts'
import { type Kind, kindOf, SHARED } from './decision-kind.ts'
import type { OutcomeColumns } from './row.ts'

/** The end of a call. */
export interface End {
  readonly id: string
  readonly columns: OutcomeColumns
}

/** A decision that is of another kind since its call has ended. */
export interface MovedDecision {
  readonly organisation: string
  readonly id: string
  readonly kind: Kind
}

/** Decisions whose results were withheld in the end, with the kinds that they are of by that. */
export async function movedBy(
  tx: Transaction,
  organisation: string,
  ends: readonly End[],
): Promise<readonly MovedDecision[]> {
  const moved: MovedDecision[] = []
  for (const { id, columns } of ends) {
    if (columns.withheld_by === '') continue
    const rows = await tx
      .selectFrom('decisions')
      .select(['organisation', ...SHARED])
      .where('id', '=', id)
      .execute()
    for (const { organisation: of, ...row } of rows)
      if (of === organisation || organisation === LOCAL)
        moved.push({ organisation: of, id, kind: kindOf({ ...row, withheld_by: columns.withheld_by }) })
  }
  return moved
}

/** Writes them down. Kinds of moved ones are kept already. */
export async function endDecisions(
  tx: Transaction,
  organisation: string,
  { ends, moved }: { readonly ends: readonly End[]; readonly moved: readonly MovedDecision[] },
): Promise<void> {
  const end = speaksPostgres(tx) ? endAtOnce : endEach
  const found = await end(tx, ends, organisation)
  // The end of a call that an earlier process left open is told without its organisation.
  const left = organisation === LOCAL ? ends.filter(({ id }) => !found.has(id)) : []
  if (left.length > 0) await end(tx, left, undefined)
  for (const { organisation: of, id, kind } of moved) {
    const row = tx.updateTable('decisions').set({ kind_id: kind.id })
    await row.where('organisation', '=', of).where('id', '=', id).execute()
  }
}

/** Answers the ids of those that were there. */
type EndThem = (tx: Transaction, ends: readonly End[], organisation: string | undefined) => Promise<ReadonlySet<string>>

const endEach: EndThem = async (tx, ends, organisation) => {
  const found = new Set<string>()
  for (const { id, columns } of ends) {
    const calls = tx.updateTable('decisions').set(columns).where('id', '=', id)
    const one = organisation === undefined ? calls : calls.where('organisation', '=', organisation)
    if ((await one.executeTakeFirst()).numUpdatedRows > 0n) found.add(id)
  }
  return found
}

const endAtOnce: EndThem = async (tx, ends, organisation) => {
  if (ends.length === 0) return new Set()
  const told = JSON.stringify(ends.map(({ id, columns }) => ({ id, ...columns })))
  const within = organisation === undefined ? sql`` : sql`and decisions.organisation = ${organisation}`
  const { rows } = await sql<{
    id: string
  }>`update decisions set outcome = told.outcome, upstream_micros = told.upstream_micros, own_micros = told.own_micros, redacted = told.redacted, withheld_by = told.withheld_by from json_populate_recordset(null::decisions, ${told}::json) as told where decisions.id = told.id ${within} returning decisions.id`.execute(
    tx,
  )
  return new Set(rows.map(({ id }) => id))
}
