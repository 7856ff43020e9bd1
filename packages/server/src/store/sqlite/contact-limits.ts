/** How many messages are taken: of one sender in a minute and an hour, of all in a day. Exact over restarts. */
import type { Instant } from '@portcullis/engine'
import type { Database } from './database.ts'

/** Messages of one sender in a minute, at most. */
const BURST = 3
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The bounds that are configured. */
export interface SendingBounds {
  readonly hourlyPerSender: number
  readonly daily: number
}

/** Counts sendings within the transaction of its caller. */
export interface SendingLimits {
  /** Milliseconds until this sender may send again; 0: now. */
  wait(sender: string, now: Instant): number
  /** Notes a sending, and forgets those that no longer count. */
  note(sender: string, now: Instant): void
}

/** Windows slide: in no span of the window's length more is taken than its bound. */
export function sendingLimits(db: Database, { hourlyPerSender, daily }: SendingBounds): SendingLimits {
  const bySender = db
    .prepare<[string, Instant, number], Instant>(
      'SELECT at FROM sending WHERE sender = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?',
    )
    .pluck()
  const byAll = db
    .prepare<[Instant, number], Instant>('SELECT at FROM sending WHERE at > ? ORDER BY at DESC LIMIT 1 OFFSET ?')
    .pluck()
  const insert = db.prepare<[Instant, string]>('INSERT INTO sending VALUES (?, ?)')
  // Also what a clock that was wrong wrote far into the future.
  const forget = db.prepare<[Instant, Instant]>('DELETE FROM sending WHERE at <= ? OR at > ?')
  return {
    wait(sender, now) {
      // The oldest of the last `bound` sendings leaves the window first.
      const waits = [
        (bySender.get(sender, now - MINUTE, BURST - 1) ?? now - MINUTE) + MINUTE - now,
        (bySender.get(sender, now - HOUR, hourlyPerSender - 1) ?? now - HOUR) + HOUR - now,
        (byAll.get(now - DAY, daily - 1) ?? now - DAY) + DAY - now,
      ]
      return Math.max(...waits)
    },
    note(sender, now) {
      forget.run(now - DAY, now + DAY)
      insert.run(now, sender)
    },
  }
}
