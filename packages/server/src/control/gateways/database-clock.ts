/**
 * A clock that goes by the database's: what gateways write into one database, and read out of it, is compared by one time, however
 * far the clocks of their machines are apart.
 */
import type { Clock } from '../../ports/clock.ts'

/** A clock that is put right again and again. */
export interface DatabaseClock extends Clock {
  /** The database said this time between two readings of `monotonic`. */
  heard(time: number, from: number, to: number): void
}

/** @param own goes by the machine's wall clock until the database was heard, and by its steady one from then on */
export function createDatabaseClock(own: Clock): DatabaseClock {
  let start: number | undefined
  return {
    now: () => (start === undefined ? own.now() : Math.round(start + own.monotonic())),
    monotonic: () => own.monotonic(),
    heard(time, from, to) {
      const found = time - (from + to) / 2
      // Nearer than that it cannot be known: the clock would only tremble.
      const isOff = start === undefined || Math.abs(found - start) > (to - from) / 2 + 1
      if (isOff) start = found
    },
  }
}
