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

/** Milliseconds since an arbitrary start that all threads of the machine share: for instants that one thread tells another. */
export const machineTime = (): number => Number(process.hrtime.bigint() / 1000n) / 1000
