/**
 * Time for deciding in which window a call counts. Windows hang on wall time, and wall time can be set: a jump forward
 * would open fresh windows, which is to say fresh budgets. So wall time is believed only as far as monotonic time bears
 * it out.
 */
import type { Instant } from '@portcullis/engine'
import type { Clock } from '../ports/clock.ts'

/** How far, in milliseconds, wall time may run ahead of monotonic time and be believed at once. */
const BELIEVED_AHEAD = 5 * 60_000

/** For how long, in milliseconds of monotonic time, the two must keep the same distance before a jump is believed. */
const HOLD = 5 * 60_000

/** Differences of distance, in milliseconds, that are rounding and slewing rather than a step. */
const WOBBLE = 1_000

/** Wall time, as far as it is believed. */
export interface SteadyTime {
  /**
   * Wall time; or, while wall time is more than five minutes ahead of what monotonic time bears out, the time that
   * monotonic time says. A jump is believed once it has held for five minutes. Steps back are passed on at once: it is
   * for the counters not to return to older windows.
   */
  now(): Instant
  /** Milliseconds that nobody can set, from an unknown start. */
  monotonic(): number
  /** Milliseconds by which wall time is ahead and not believed; 0 when it is believed. */
  doubt(): number
  /** An operator says that wall time is right: it is believed from here on. */
  confirm(): void
}

/**
 * Watches one clock. The clock must be the raw one: a steady time over a steady time would doubt every jump twice.
 * Time that passes between two processes is not watched: a process begins by believing wall time.
 */
export function steadyTime(clock: Clock): SteadyTime {
  // Distances are wall time − monotonic time: constant as long as nobody sets the clock or suspends the machine.
  let believed = clock.now() - clock.monotonic()
  let seen = believed
  let seenSince = clock.monotonic()

  const believe = (distance: number, monotonic: number): void => {
    believed = distance
    seen = distance
    seenSince = monotonic
  }

  const distanceAt = (wall: Instant, monotonic: number): number => {
    const distance = wall - monotonic
    if (Math.abs(distance - seen) > WOBBLE) {
      seen = distance
      seenSince = monotonic
    } else if (monotonic - seenSince >= HOLD) believe(distance, monotonic)
    return distance
  }

  return {
    now() {
      const wall = clock.now()
      const monotonic = clock.monotonic()
      return distanceAt(wall, monotonic) - believed <= BELIEVED_AHEAD ? wall : Math.floor(believed + monotonic)
    },
    monotonic: () => clock.monotonic(),
    doubt() {
      const monotonic = clock.monotonic()
      const ahead = distanceAt(clock.now(), monotonic) - believed
      return ahead <= BELIEVED_AHEAD ? 0 : Math.ceil(ahead)
    },
    confirm() {
      const monotonic = clock.monotonic()
      believe(clock.now() - monotonic, monotonic)
    },
  }
}
