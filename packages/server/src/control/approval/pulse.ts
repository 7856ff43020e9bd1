/**
 * Which gateways are there. A call that one of them sent has an outcome as long as that process lives: it will tell. A
 * process is gone when another owns its data folder, or when it did not show itself for a while; one that was only
 * silent, and comes back, still tells.
 */
import type { Instant } from '@portcullis/engine'
import type { GatewayBoot } from '../../ports/approval-line.ts'
import type { ApprovalUseTable } from '../../store/sql/tables/approvals.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'

/** Whether the process that sends a call is gone. */
export type Gone = (use: Pick<ApprovalUseTable, 'folder' | 'epoch'>) => boolean

/** Milliseconds between two signs of life, and after which silence means that it is gone. */
export const PULSE = 5000
const SILENCE = 20_000
/** After so long it does not come back any more. */
const FOR_GOOD = 3_600_000

/** This process is there. An older one of the same folder never says so again. */
export async function showPulse(
  db: Database | Transaction,
  { folder, epoch }: GatewayBoot,
  now: Instant,
): Promise<void> {
  await db
    .insertInto('gateway_pulses')
    .values({ folder, epoch, seen: now })
    .onConflict((conflict) =>
      conflict.column('folder').doUpdateSet({ epoch, seen: now }).where('gateway_pulses.epoch', '<=', epoch),
    )
    .execute()
}

/** Who is gone now. */
export const goneNow = (db: Database | Transaction, now: Instant): Promise<Gone> => goneSince(db, now - SILENCE)

/** Who is gone and does not come back. */
export const goneForGood = (db: Database | Transaction, now: Instant): Promise<Gone> => goneSince(db, now - FOR_GOOD)

async function goneSince(db: Database | Transaction, since: Instant): Promise<Gone> {
  const rows = await db.selectFrom('gateway_pulses').selectAll().execute()
  const pulses = new Map(rows.map((row) => [row.folder, row]))
  return ({ folder, epoch }) => {
    const pulse = pulses.get(folder)
    return pulse === undefined || pulse.epoch > epoch || pulse.seen < since
  }
}
