/** What becomes of consents when a backup is restored: one that was taken back since then must not come back by itself. */
import type { Transaction } from '../../store/sql/tables.ts'

/**
 * Forgets tokens for servers, and consents that are under way: people connect anew. Refresh tokens of a backup have mostly been
 * used since, and authorization servers take a second use for theft.
 */
export async function endConsents(tx: Transaction): Promise<void> {
  for (const table of ['consents', 'consent_attempts', 'upstream_tokens'] as const) await tx.deleteFrom(table).execute()
}
