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
  const added = new Set<string>()
  const rows = decisions.map((row) => ({ ...row, kind_id: kinds.get(row.id)?.id ?? '', writer }))
  const insert = speaksPostgres(tx) ? insertAtOnce : insertPortions
  for (const { id } of await insert(tx, rows)) added.add(id)
  return decisions.filter(({ id }) => added.has(id))
}

type Insert = (tx: Transaction, rows: readonly IndexedDecisionTable[]) => Promise<readonly { readonly id: string }[]>

const insertPortions: Insert = async (tx, rows) => {
  const added: { readonly id: string }[] = []
  for (const some of portions(rows)) {
    const inserted = tx
      .insertInto('decisions')
      .values([...some])
      .onConflict((conflict) => conflict.doNothing())
    added.push(...(await inserted.returning('id').execute()))
  }
  return added
}

/** `COPY` takes as little work here, but cannot pass over what is there already. */
const insertAtOnce: Insert = async (tx, rows) => {
  if (rows.length === 0) return []
  const { rows: added } = await sql<{
    id: string
  }>`insert into decisions ${rowsInJson('decisions', rows)} on conflict do nothing returning id`.execute(tx)
  return added
}
