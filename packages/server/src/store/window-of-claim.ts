/** Which window a claim counts in, by the time of the store. */
import type { Claim, Instant, WindowSlot } from '@portcullis/engine'
import type { Counter } from './counter.ts'
import { type Horizon, rollingClass } from './horizon.ts'

/** The counter's own window, a new one, or undefined if both that the claim offers are over. */
export function fixedWindow(
  claim: Claim,
  counter: Counter | undefined,
  now: Instant,
  horizon: Horizon,
): WindowSlot | undefined {
  if (counter !== undefined && now < counter.to) return counter
  const time = counter === undefined ? Math.max(now, horizon.of(claim.current)) : now
  const slot = time < claim.current.to ? claim.current : claim.next
  if (time >= slot.to) return undefined
  return counter !== undefined && counter.from >= slot.from ? counter : slot
}

/**
 * Whether a rolling window of this length cannot be begun: what was forgotten leaves it only more than a window from now.
 * The clock was set back by far.
 */
export function isRollingStale(size: number, now: Instant, horizon: Horizon): boolean {
  return horizon.until(rollingClass(size)) > now + size
}
