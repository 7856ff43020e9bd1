/** Rows of decisions into the index, each once. */
import { sql } from 'kysely'
import { speaksPostgres } from '../../../store/sql/decision-months.ts'
import type { DecisionTable, IndexedDecisionTable } from '../../../store/sql/tables/audit.ts'
import type { Transaction } from '../../../store/sql/tables.ts'
import type { Kind } from './decision-kind.ts'
import { portions, rowsInJson } from './rows.ts'

/** Whose they are, and their kinds by their ids. */
interface Belonging {
  readonly writer: string
  readonly kinds: ReadonlyMap<string, Kind>
}

/** Inserts those that are not there yet; answers them, in their order. Their kinds are kept already. */
export async function insertDecisions(
  tx: Transaction,
  decisions: readonly DecisionTable[],
  { writer, kinds }: Belonging,
): Promise<readonly DecisionTable[]> {
  if (decisions.length === 0) return []
  const rows = decisions.map((row) => ({ ...row, kind_id: kinds.get(row.id)?.id ?? '', writer }))
  const added = await (speaksPostgres(tx) ? insertAtOnce : insertPortions)(tx, rows)
  return added === 'all' ? decisions : decisions.filter(({ id }) => added.has(id))
}

/** Answers the ids of those that were not there. */
type Insert = (tx: Transaction, rows: readonly IndexedDecisionTable[]) => Promise<ReadonlySet<string> | 'all'>

const insertPortions: Insert = async (tx, rows) => {
  const added = new Set<string>()
  for (const some of portions(rows)) {
    const inserted = tx
      .insertInto('decisions')
      .values([...some])
      .onConflict((conflict) => conflict.doNothing())
    for (const { id } of await inserted.returning('id').execute()) added.add(id)
  }
  return added
}

/** `COPY` takes as little work here, but cannot pass over what is there already. Ids are told only where some were there. */
const insertAtOnce: Insert = async (tx, rows) => {
  const { rows: told } = await sql<{
    added: readonly string[] | null
  }>`with added as (insert into decisions ${rowsInJson('decisions', rows)} on conflict do nothing returning id) select case when count(*) < ${sql.lit(rows.length)} then coalesce(json_agg(id), '[]'::json) end as added from added`.execute(
    tx,
  )
  const added = told[0]?.added
  return added ? new Set(added) : 'all'
}
