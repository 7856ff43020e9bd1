/** The only source of time: no other module reads a clock. */
import type { Instant } from '@portcullis/engine'

export interface Clock {
  /** Wall time. */
  now(): Instant
  /** Milliseconds since an arbitrary start, never going back: for durations. */
  monotonic(): number
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
}
