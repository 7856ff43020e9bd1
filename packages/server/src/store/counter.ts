/** A counter in memory, and what a call took of it. */
import type { Claim, Instant } from '@portcullis/engine'
import type { ReachedMark } from '../ports/counter-store.ts'
import type { RollingEntries } from './rolling-entries.ts'

/** One counter, in the newest window that it has seen. */
export interface Counter {
  readonly key: string
  /** With `by`: what the keys of all values of its limit begin with. */
  readonly family: string | undefined
  /**
   * The window, half-open, in milliseconds; of a rolling one, from the newest entry until that leaves. `from` is −1 once
   * the counter is forgotten.
   */
  from: Instant
  to: Instant
  /** Millionths taken in this window: never negative, at most 2^53 − 1. */
  used: number
  /** What was taken when, in a rolling window; undefined in fixed ones. */
  entries: RollingEntries | undefined
  /** How often a person adjusted it: what was taken before does not come back. */
  adjusted: number
  /** Where its durable record is; 0 while it has none. */
  row: number
  /** Whether memory is ahead of the durable record. */
  changed: boolean
}

/** What one call took: a list, newest claim first. */
export interface Taken {
  readonly outcome: 'taken'
  readonly claim: Claim
  readonly counter: Counter
  /** The window that it was taken from; of a rolling one, the instant of the entry. */
  readonly from: Instant
  /** The counter's `adjusted` then. */
  readonly adjusted: number
  /** Marks that this claim and those before it in the list of claims reached. */
  readonly warnings: readonly ReachedMark[]
  readonly rest: Taken | undefined
}
