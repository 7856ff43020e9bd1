/** One grant's questions, one transaction after the other. */
import type { Transaction } from '../../store/sql/tables.ts'

/** Waits until no other transaction changes questions of the grant; holds until this one ends. */
export async function lockAsker(tx: Transaction, organisation: string, grant: string): Promise<void> {
  // An update is a lock in every database, and creates the row where there is none.
  await tx
    .insertInto('approval_askers')
    .values({ organisation, grant_id: grant })
    .onConflict((conflict) => conflict.columns(['organisation', 'grant_id']).doUpdateSet({ organisation }))
    .execute()
}
