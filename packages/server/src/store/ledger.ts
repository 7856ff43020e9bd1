/**
 * The arithmetic of counters, in memory: which window a claim counts in, whether it fits, what comes back. Both the
 * memory store and the SQLite store are this ledger; they differ in what they keep of it.
 *
 * A counter holds one window: the newest it has seen. It leaves that window only when the time has reached its end,
 * and only for a newer one. Windows of one key must not overlap (they are units of one calendar).
 */
import type { Amount, Claim, Instant, WindowSlot } from '@portcullis/engine'
import type { Refused, Unavailable } from '../ports/counter-store.ts'
import { createHorizon, type Horizon } from './horizon.ts'
import { createSweep } from './sweep.ts'

/** One counter, in the newest window that it has seen. */
export interface Counter {
  readonly key: string
  /** The window, half-open, in milliseconds; `from` is −1 once the counter is forgotten. */
  from: Instant
  to: Instant
  /** Millionths taken in this window: never negative, at most 2^53 − 1. */
  used: number
  /** Where its durable record is; 0 while it has none. */
  row: number
  /** Whether memory is ahead of the durable record. */
  changed: boolean
}

/** What one call took: a list, newest claim first. */
export interface Taken {
  readonly outcome: 'taken'
  readonly counter: Counter
  /** The window that it was taken from. */
  readonly from: Instant
  readonly amount: number
  readonly rest: Taken | undefined
}

/** What the owner of a ledger hears of it. */
export interface LedgerListener {
  /** A counter differs from what it was. Called again for each difference. */
  readonly changed: (counter: Counter) => void
  /** A counter is forgotten: its window is long past. Not called for a counter that is marked as changed. */
  readonly dropped: (counter: Counter) => void
}

/** The counters of one store. */
export interface Ledger {
  readonly horizon: Horizon
  /** Takes every claim or none. Claims that share a key add up. At least one claim. */
  take(claims: readonly Claim[], now: Instant): Taken | Refused | Unavailable
  /** Gives back into the windows it was taken from, or nowhere. Once only: the ledger does not know what was settled. */
  giveBack(taken: Taken): void
  /** Millionths used in the window that the claim would count in. */
  used(claim: Claim, now: Instant): Amount
  /** Takes over a counter that an earlier process recorded. */
  restore(counter: Counter): void
  /** Removes a counter that nobody has taken from, as if it had never been seen. */
  remove(counter: Counter): void
  /** Counters held in memory. */
  size(): number
}

const unavailable = (cause: string): Unavailable => ({ outcome: 'unavailable', cause })

const STALE = unavailable(
  'the windows this call was judged by are over: it was decided too long ago, or the clock was set back. Decide again; if it persists, set the clock right',
)

/** Every sum in a ledger is a whole number from 0 to 2^53 − 1: `take` admits nothing else. */
const asAmount = (used: number): Amount => used as Amount

const isAmount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** The window that a claim counts in: the counter's own, a new one, or undefined if both that it offers are over. */
function pick(claim: Claim, counter: Counter | undefined, now: Instant, horizon: Horizon): WindowSlot | undefined {
  if (counter !== undefined && now < counter.to) return counter
  const time = counter === undefined ? Math.max(now, horizon.of(claim.current)) : now
  const slot = time < claim.current.to ? claim.current : claim.next
  if (time >= slot.to) return undefined
  return counter !== undefined && counter.from >= slot.from ? counter : slot
}

function refused(claim: Claim, used: number, resetsAt: Instant): Refused {
  const { counter, rule, max, onDeny } = claim
  return { outcome: 'refused', counter, rule, max, used: asAmount(used), resetsAt, onDeny }
}

/** What the first `count` claims take from the counter of this key. */
function takenBefore(claims: readonly Claim[], count: number, key: string): number {
  let left = count
  let sum = 0
  for (const one of claims) {
    if (left-- === 0) break
    if (one.key === key) sum += one.amount
  }
  return sum
}

/** An empty ledger. */
export function createLedger(listener: LedgerListener): Ledger {
  const counters = new Map<string, Counter>()
  const horizon = createHorizon()
  const sweep = createSweep(counters, horizon, listener.dropped)

  /** Whether a claim fits, after those before it; undefined: it does. */
  const check = (claim: Claim, now: Instant, ahead: number): Refused | Unavailable | undefined => {
    const { key, amount, max } = claim
    if (!isAmount(amount) || !isAmount(max)) {
      return unavailable(`the claim on "${claim.counter}" is not in whole, non-negative millionths`)
    }
    const known = counters.get(key)
    const slot = pick(claim, known, now, horizon)
    if (slot === undefined) return STALE
    const used = slot === known ? known.used : 0
    return amount > max - used - ahead ? refused(claim, used, slot.to) : undefined
  }

  const open = (counter: Counter | undefined, key: string, { from, to }: WindowSlot): Counter => {
    sweep.owe()
    if (counter === undefined) {
      const opened = { key, from, to, used: 0, row: 0, changed: false }
      counters.set(key, opened)
      return opened
    }
    counter.from = from
    counter.to = to
    counter.used = 0
    return counter
  }

  const apply = (claim: Claim, now: Instant, rest: Taken | undefined): Taken => {
    const { key, amount } = claim
    const known = counters.get(key)
    // `check` found a window: it finds the same one again.
    const slot = pick(claim, known, now, horizon) ?? claim.next
    const counter = slot === known ? known : open(known, key, slot)
    counter.used += amount
    listener.changed(counter)
    return { outcome: 'taken', counter, from: counter.from, amount, rest }
  }

  const take = (claims: readonly Claim[], now: Instant): Taken | Refused | Unavailable => {
    // Nothing is touched until all fit: a call that is refused does not so much as open a window.
    let checked = 0
    for (const claim of claims) {
      const refusal = check(claim, now, takenBefore(claims, checked++, claim.key))
      if (refusal !== undefined) return refusal
    }
    let taken: Taken | undefined
    for (const claim of claims) taken = apply(claim, now, taken)
    sweep.run(now)
    return taken ?? unavailable('nothing was claimed')
  }

  return {
    horizon,
    take,
    giveBack(taken) {
      for (let one: Taken | undefined = taken; one !== undefined; one = one.rest) {
        if (one.counter.from !== one.from) continue
        one.counter.used -= one.amount
        listener.changed(one.counter)
      }
    },
    used(claim, now) {
      const counter = counters.get(claim.key)
      return asAmount(counter !== undefined && pick(claim, counter, now, horizon) === counter ? counter.used : 0)
    },
    restore(counter) {
      counters.set(counter.key, counter)
    },
    remove(counter) {
      counters.delete(counter.key)
      counter.from = -1
    },
    size: () => counters.size,
  }
}
