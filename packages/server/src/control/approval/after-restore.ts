/** What becomes of questions in a restored database: what was answered or sent since the backup is not known to it. */
import type { Instant } from '@portcullis/engine'
import type { Transaction } from '../../store/sql/tables.ts'

/**
 * Ends everything that waits or was approved: its answer may have been taken after the backup was made. What was under
 * way then ended nobody knows how. Answers in others' stead end as well.
 */
export async function voidApprovals(tx: Transaction, at: Instant): Promise<void> {
  await tx
    .updateTable('approvals')
    .set({ state: 'superseded', reason: 'A backup was restored.', moved: at, params: null, narrowed: null })
    .where('state', 'in', ['pending', 'approved'])
    .execute()
  await tx
    .updateTable('approval_uses')
    .set({ outcome: 'unknown', result: null, result_until: 0 })
    .where('outcome', '=', 'running')
    .execute()
  await tx.updateTable('approvals').set({ params: null, narrowed: null }).where('params', 'is not', null).execute()
  await tx.deleteFrom('gateway_pulses').execute()
  await tx.updateTable('approval_delegations').set({ ended: at }).where('ended', 'is', null).execute()
}
