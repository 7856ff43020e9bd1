/** What one gateway of a database does at a time: whoever holds the lease. */
import type { Database } from '../../store/sql/tables.ts'

/** A wish to do something alone. */
export interface LeaseWish {
  /** What is done. */
  readonly round: string
  /** Name of the gateway. */
  readonly holder: string
  /** Instant by the database's clock. */
  readonly now: number
  /** Milliseconds for which nobody else does it, unless it is let go. */
  readonly time: number
}

/** @returns false: another gateway does it */
export async function takeLease(db: Database, { round, holder, now, time }: LeaseWish): Promise<boolean> {
  const taken = await db
    .insertInto('round_leases')
    .values({ round, holder, until: now + time })
    .onConflict((conflict) =>
      conflict
        .column('round')
        .doUpdateSet({ holder, until: now + time })
        .where((eb) => eb.or([eb('round_leases.holder', '=', holder), eb('round_leases.until', '<=', now)])),
    )
    .returning('round')
    .executeTakeFirst()
  return taken !== undefined
}

/** Lets everything go that it holds. */
export async function dropLeases(db: Database, holder: string): Promise<void> {
  await db.deleteFrom('round_leases').where('holder', '=', holder).execute()
}
