/** Forgetting counters whose windows are past: memory follows use, without timers and without long pauses. */
import type { Instant } from '@portcullis/engine'
import type { Counter } from './counter.ts'
import type { Horizon } from './horizon.ts'

/** How long a past window is kept, in milliseconds, so that a counter in steady use is not dropped and made again. */
const GRACE = 60_000

/** Counters looked at for each window that is opened. More than one, so that the sweep outruns what is added. */
const STEPS = 4

/** A walk over the counters that never ends. */
export interface Sweep {
  /** A window was opened: some old counters are to be looked at. */
  owe(): void
  /** Looks at what is owed. Counters that are marked as changed stay. */
  run(now: Instant): void
}

/**
 * Goes round and round over the counters, a few steps for each window opened.
 * @param dropped hears of each counter that was forgotten, before its `from` becomes −1
 */
export function createSweep(
  counters: Map<string, Counter>,
  horizon: Horizon,
  dropped: (counter: Counter) => void,
): Sweep {
  let cursor = counters.values()
  let owed = 0

  const look = (counter: Counter, now: Instant): void => {
    // Short windows are kept for one more of their length only: they are the many.
    if (counter.changed || now < counter.to + Math.min(counter.to - counter.from, GRACE)) return
    counters.delete(counter.key)
    horizon.pass(counter, counter.entries !== undefined)
    dropped(counter)
    counter.from = -1
  }

  return {
    owe() {
      owed += STEPS
    },
    run(now) {
      for (; owed > 0; owed--) {
        const { value, done } = cursor.next()
        if (done === true) {
          cursor = counters.values()
          owed = 0
          return
        }
        look(value, now)
      }
    },
  }
}
