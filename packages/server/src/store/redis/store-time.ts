/**
 * The store's time as a gateway bears it out: a store whose clock jumps ahead opens no new windows until the jump has
 * held, for every gateway sends along which instant it believes in.
 */
import type { Instant } from '@portcullis/engine'
import type { Clock } from '../../ports/clock.ts'
import { type SteadyTime, steadyTime } from '../steady-time.ts'

/** The store's time. */
export interface StoreTime {
  /** The store says that it is this instant. */
  heard(instant: Instant): void
  /** What is believed now; 0: nothing was heard yet. */
  believed(): Instant
  /** The best guess, also where nothing was heard: this machine's time. */
  now(): Instant
  monotonic(): number
}

/** Nothing was heard yet. */
export function createStoreTime(clock: Clock): StoreTime {
  let ahead = 0
  let steady: SteadyTime | undefined
  const monotonic = (): number => clock.monotonic()
  const believed = (): Instant => (steady === undefined ? 0 : Math.floor(steady.now()))
  return {
    heard(instant) {
      ahead = instant - clock.monotonic()
      steady ??= steadyTime({ now: () => ahead + clock.monotonic(), monotonic })
    },
    believed,
    now: () => (steady === undefined ? clock.now() : believed()),
    monotonic,
  }
}
