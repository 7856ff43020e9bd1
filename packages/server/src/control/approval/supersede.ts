/** Questions that no answer can serve any more: something that they are bound to is different, or stopped. */
import type { Instant } from '@portcullis/engine'
import type { Transaction } from '../../store/sql/tables.ts'
import { goneNow } from './pulse.ts'

/** Which questions; what is left out is any. */
export interface Superseded {
  readonly organisation: string
  readonly grant?: string
  /** Id. */
  readonly server?: string
  readonly tool?: string
  readonly call?: string
  /** Of the grant. */
  readonly owner?: string
}

/** Ends those that wait or were approved, and shreds what they hold. @returns their ids */
export async function supersedeRows(
  tx: Transaction,
  { organisation, grant, server, tool, call, owner }: Superseded,
  reason: string,
  now: Instant,
): Promise<readonly string[]> {
  await closeUnknown(tx, organisation, now)
  const rows = await tx
    .updateTable('approvals')
    .set({ state: 'superseded', reason, moved: now, params: null, narrowed: null })
    .where('organisation', '=', organisation)
    .where('state', 'in', ['pending', 'approved'])
    .where('expires', '>', now)
    .$if(grant !== undefined, (query) => query.where('grant_id', '=', grant ?? ''))
    .$if(server !== undefined, (query) => query.where('server', '=', server ?? ''))
    .$if(tool !== undefined, (query) => query.where('tool', '=', tool ?? ''))
    .$if(call !== undefined, (query) => query.where('call', '=', call ?? ''))
    .$if(owner !== undefined, (query) => query.where('owner', '=', owner ?? ''))
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** What a gateway took and is gone with admits nothing any more, so there is nothing to end: what became of it is asked. */
async function closeUnknown(tx: Transaction, organisation: string, now: Instant): Promise<void> {
  const running = await tx
    .selectFrom('approval_uses')
    .innerJoin('approvals', 'approvals.id', 'approval_uses.approval')
    .select(['approvals.id', 'folder', 'epoch'])
    .where('approvals.organisation', '=', organisation)
    .where('state', '=', 'approved')
    .where('outcome', '=', 'running')
    .execute()
  if (running.length === 0) return
  const gone = await goneNow(tx, now)
  const ids = running.filter((use) => gone(use)).map(({ id }) => id)
  if (ids.length === 0) return
  await tx.updateTable('approvals').set({ state: 'consumed', uses_left: 0 }).where('id', 'in', ids).execute()
}
