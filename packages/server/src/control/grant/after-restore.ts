/** What becomes of grants when a backup is restored: what was revoked since then must not come back by itself. */
import type { Transaction } from '../../store/sql/tables.ts'

/** Suspends every active grant until somebody confirms it, and forgets every token that OAuth clients and issuers gave. */
export async function suspendAll(tx: Transaction): Promise<void> {
  await tx
    .updateTable('grants')
    .set((row) => ({
      state: 'suspended',
      state_reason: 'A backup was restored.',
      revision: row('revision', '+', 1),
    }))
    .where('state', '=', 'active')
    .execute()
  for (const table of ['oauth_tokens', 'oauth_codes', 'oauth_families', 'issued_tokens'] as const)
    await tx.deleteFrom(table).execute()
}
