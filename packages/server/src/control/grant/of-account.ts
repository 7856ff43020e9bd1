/** Grants that end when somebody no longer belongs to an organisation: those that came of a consent. */
import type { Transaction } from '../../store/sql/tables.ts'
import type { Changing } from '../change/mutate.ts'

/**
 * Has the gateway told of them anew within a change of somebody's roles, or of their account: whether they still hold is
 * read from the rows as they are then.
 * @param organisation undefined: of all organisations
 */
export async function touchGrantsOf(
  tx: Transaction,
  changing: Pick<Changing, 'touch'>,
  account: string,
  organisation?: string,
): Promise<void> {
  let grants = tx.selectFrom('grants').select('id').where('owner', '=', account).where('template', '!=', '')
  if (organisation !== undefined) grants = grants.where('organisation', '=', organisation)
  const rows = await grants.execute()
  changing.touch('grants', ...rows.map(({ id }) => id))
}
