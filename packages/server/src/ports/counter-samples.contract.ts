/** Claims and a clock for tests of counters. */
import type { Amount, AskTerms, Claim, ClaimTerms, Instant, WindowSlot } from '@portcullis/engine'
import type { Clock } from './clock.ts'

/** Milliseconds. */
export const MINUTE = 60_000

/** How people are asked by limits of samples. */
export const ASK_TERMS: AskTerms = {
  ...{ timeout: 30 * MINUTE, hold: 45_000, quorum: 1, approvers: ['role:approver'], reuse: 'once', fourEyes: false },
}

/** A whole minute, hour and day: windows of every size start here. */
export const START = Date.UTC(2026, 0, 5)

/** A clock that moves when it is told to. */
export interface ManualClock extends Clock {
  /** Time passes. */
  pass(ms: number): void
  /** Somebody sets the wall clock: forward, or back where negative. */
  set(ms: number): void
}

/** A clock that stands at `start`. */
export function manualClock(start: Instant = START): ManualClock {
  let wall = start
  let monotonic = 1_000.5
  return {
    now: () => wall,
    monotonic: () => monotonic,
    pass(ms) {
      wall += ms
      monotonic += ms
    },
    set(ms) {
      wall += ms
    },
  }
}

/** Millionths, as they are stored. */
export const millionths = (value: number): Amount => value as Amount

/** Whole units. */
export const units = (value: number): Amount => millionths(value * 1_000_000)

/** The window of this length, in milliseconds from the epoch, that an instant lies in. */
export const windowAt = (at: Instant, length: number): WindowSlot => {
  const from = Math.floor(at / length) * length
  return { from, to: from + length }
}

/** Where the limits of samples stand. */
export const RULE = '/tools/t/limits/0'

/** What the limits of samples stand in. */
export const DOCUMENT = { id: 'd', version: '1' }

/** What a claim is to be like. */
export interface ClaimSample {
  readonly key?: string
  readonly amount?: Amount
  readonly max?: Amount
  /** When the call was decided. */
  readonly at?: Instant
  /** Of the window, milliseconds. */
  readonly length?: number
  readonly amountful?: boolean
  readonly onDeny?: string
  /** What is said beyond the rest; by itself it makes a claim that differs in nothing. */
  readonly terms?: Partial<ClaimTerms>
  /** What the keys of all values begin with. */
  readonly family?: string
}

/** Terms that say nothing, but for what is given. */
export const terms = (said: Partial<ClaimTerms> = {}): ClaimTerms => ({
  rolling: undefined,
  asks: undefined,
  warnings: [],
  refundOn: [],
  onStoreFailure: 'deny',
  durability: 'strict',
  ...said,
})

/** A claim of one unit of ten a minute, but for what is given. */
export function claim(sample: ClaimSample = {}): Claim {
  const { key = 'k', amount = units(1), max = units(10), at = START, length = MINUTE, amountful = false } = sample
  const current = windowAt(at, length)
  return {
    key,
    counter: `counter of ${key}`,
    rule: RULE,
    document: DOCUMENT,
    amount,
    max,
    current,
    next: { from: current.to, to: current.to + length },
    amountful,
    onDeny: sample.onDeny,
    terms: sample.terms && terms(sample.terms),
    family: sample.family,
  }
}
