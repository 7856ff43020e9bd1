/** What is over is written down as over, and what it held is shredded. */
import type { Instant } from '@portcullis/engine'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { transact } from '../../store/sql/transaction.ts'
import type { Control } from '../control.ts'
import { goneForGood } from './pulse.ts'

const DAY = 86_400_000
/** Milliseconds for which questions are kept once they are over: people look at earlier ones of the same kind. */
const KEPT = 90 * DAY
/** Questions that one sweep ends. */
const AT_ONCE = 500

/** Goes through all; again and again. */
export async function sweepApprovals(control: Pick<Control, 'db' | 'clock' | 'approvals'>): Promise<void> {
  const { db, clock, approvals } = control
  const now = clock.now()
  for (const [organisation, ids] of await expire(db, now)) approvals.moved(organisation, ids)
  await endForGood(db, now)
  await shred(db, now)
  await forget(db, now)
}

async function expire(db: Database, now: Instant): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .updateTable('approvals')
    .set({ state: 'expired', moved: now, params: null, narrowed: null })
    .where('state', 'in', ['pending', 'approved'])
    .where('expires', '<=', now)
    .where('id', 'not in', (eb) => eb.selectFrom('approval_uses').select('approval').where('outcome', '=', 'running'))
    .returning(['id', 'organisation'])
    .execute()
  const ended = new Map<string, string[]>()
  for (const { id, organisation } of rows) ended.set(organisation, [...(ended.get(organisation) ?? []), id])
  return ended
}

/** Calls of gateways that do not come back: nobody will ever know more of them. */
async function endForGood(db: Database, now: Instant): Promise<void> {
  const running = await db
    .selectFrom('approval_uses')
    .selectAll()
    .where('outcome', '=', 'running')
    .limit(AT_ONCE)
    .execute()
  const gone = await goneForGood(db, now)
  const lost = running.filter((use) => gone(use))
  if (lost.length === 0) return
  await transact(db, async (tx) => {
    for (const { approval, call } of lost) await endUnknown(tx, approval, call)
  })
}

async function endUnknown(tx: Transaction, approval: string, call: string): Promise<void> {
  await tx
    .updateTable('approval_uses')
    .set({ outcome: 'unknown' })
    .where('approval', '=', approval)
    .where('call', '=', call)
    .where('outcome', '=', 'running')
    .execute()
  await tx
    .updateTable('approvals')
    .set({ state: 'consumed', uses_left: 0 })
    .where('id', '=', approval)
    .where('state', '=', 'approved')
    .execute()
}

async function shred(db: Database, now: Instant): Promise<void> {
  const running = db.selectFrom('approval_uses').select('approval').where('outcome', '=', 'running')
  await db
    .updateTable('approvals')
    .set({ params: null, narrowed: null })
    .where('state', 'not in', ['pending', 'approved'])
    .where('params', 'is not', null)
    .where('id', 'not in', running)
    .execute()
  await db
    .updateTable('approval_uses')
    .set({ result: null, result_until: 0 })
    .where('result_until', '>', 0)
    .where('result_until', '<=', now)
    .execute()
}

async function forget(db: Database, now: Instant): Promise<void> {
  const old = await db
    .selectFrom('approvals')
    .select('id')
    .where('state', 'not in', ['pending', 'approved'])
    .where('moved', '<', now - KEPT)
    .limit(AT_ONCE)
    .execute()
  if (old.length === 0) return
  const ids = old.map(({ id }) => id)
  await transact(db, async (tx) => {
    await tx.deleteFrom('approval_uses').where('approval', 'in', ids).execute()
    await tx.deleteFrom('approval_verdicts').where('approval', 'in', ids).execute()
    await tx.deleteFrom('approvals').where('id', 'in', ids).execute()
  })
}
