/** What becomes of accounts in a restored database: what was ended since the backup stays ended. */
import type { Instant } from '@portcullis/engine'
import type { Transaction } from '../../store/sql/tables.ts'

/**
 * Ends sessions, links, invitations and known browsers, and lets every API key expire: one that was revoked since would
 * otherwise be good again. An admin prolongs those that are still wanted.
 */
export async function endProofs(tx: Transaction, at: Instant): Promise<void> {
  for (const table of [
    'sessions',
    'terminal_log_ins',
    'account_links',
    'sign_on_journeys',
    'invitations',
    'devices',
  ] as const) {
    await tx.deleteFrom(table).execute()
  }
  await tx
    .updateTable('api_keys')
    .set((eb) => ({ expires: at, revision: eb('revision', '+', 1) }))
    .where((eb) => eb.or([eb('expires', 'is', null), eb('expires', '>', at)]))
    .execute()
}
