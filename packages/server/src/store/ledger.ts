/**
 * The arithmetic of counters, in memory: which window a claim counts in, whether it fits, what comes back. Both the
 * memory store and the SQLite store are this ledger; they differ in what they keep of it.
 *
 * A counter holds one window: the newest it has seen. It leaves that window only when the time has reached its end,
 * and only for a newer one. Windows of one key must not overlap (they are units of one calendar). A counter of a rolling
 * window holds what was taken in the last so many milliseconds instead.
 */
import type { Amount, Claim, Instant, RefundOutcome, WindowSlot } from '@portcullis/engine'
import type { Adjusted, Adjustment, Asks, Exceeded, Refused, Standing, Unavailable } from '../ports/counter-store.ts'
import { adjustCounters, standingOf } from './adjust-counter.ts'
import { NO_WARNINGS, reached, takenBefore } from './claims-of-call.ts'
import type { Counter, Taken } from './counter.ts'
import { createFamilies, familyWindow } from './families.ts'
import { createHorizon, type Horizon, rollingClass } from './horizon.ts'
import { RollingEntries } from './rolling-entries.ts'
import { createSweep, type Sweep } from './sweep.ts'
import { fixedWindow, isRollingStale } from './window-of-claim.ts'

/** What the owner of a ledger hears of it. */
export interface LedgerListener {
  /** A counter differs from what it was. Called again for each difference. */
  readonly changed: (counter: Counter) => void
  /** A counter is forgotten: its window is long past. Not called for a counter that is marked as changed. */
  readonly dropped: (counter: Counter) => void
}

/** A counter that was adjusted. */
export interface AdjustedCounter extends Adjusted {
  readonly undo: () => void
}

/** The counters of one store. */
export interface Ledger {
  readonly horizon: Horizon
  /**
   * Takes every claim or none. Claims that share a key add up. At least one claim.
   * @param mayExceed limits that ask are not compared
   */
  take(claims: readonly Claim[], now: Instant, mayExceed?: boolean): Taken | Refused | Asks | Unavailable
  /** What stands in the way of `take`; undefined: nothing does. */
  judge(claims: readonly Claim[], now: Instant, mayExceed: boolean): Refused | Asks | Unavailable | undefined
  /**
   * Gives back into the windows it was taken from, or nowhere. Once only: the ledger does not know what was settled.
   * @param outcome gives back only the claims whose limits say so of it; undefined: all
   */
  giveBack(taken: Taken, outcome?: RefundOutcome): void
  /** Millionths used in the window that the claim would count in. */
  used(claim: Claim, now: Instant): Amount
  /** How the counter of a claim stands; with a `family`, all of its values together. */
  standing(claim: Claim, now: Instant): Standing
  /** Sets a counter; `undo` puts it back, where nothing happened since. */
  adjust(claim: Claim, how: Adjustment, now: Instant): AdjustedCounter | Unavailable
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

/** `from` of a counter that is forgotten. */
const FORGOTTEN = -1

/** Every sum in a ledger is a whole number from 0 to 2^53 − 1: `take` admits nothing else. */
const asAmount = (used: number): Amount => used as Amount

const isAmount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** An empty ledger. */
export function createLedger(listener: LedgerListener): Ledger {
  return new Counters(listener)
}

class Counters implements Ledger {
  readonly horizon: Horizon = createHorizon()
  readonly #counters = new Map<string, Counter>()
  readonly #families = createFamilies()
  readonly #sweep: Sweep
  readonly #listener: LedgerListener

  constructor(listener: LedgerListener) {
    this.#listener = listener
    this.#sweep = createSweep(this.#counters, this.horizon, (counter) => {
      this.#families.dropped(counter)
      listener.dropped(counter)
    })
  }

  take(claims: readonly Claim[], now: Instant, mayExceed = false): Taken | Refused | Asks | Unavailable {
    // Nothing is touched until all fit: a call that is refused does not so much as open a window.
    const refusal = this.judge(claims, now, mayExceed)
    if (refusal !== undefined) return refusal
    let taken: Taken | undefined
    for (const claim of claims) taken = this.#apply(claim, now, taken)
    this.#sweep.run(now)
    return taken ?? unavailable('nothing was claimed')
  }

  judge(claims: readonly Claim[], now: Instant, mayExceed: boolean): Refused | Asks | Unavailable | undefined {
    let checked = 0
    let over: [Exceeded, ...Exceeded[]] | undefined
    for (const claim of claims) {
      const ahead = takenBefore(claims, checked++, claim.key)
      const refusal = this.#check(claim, now, ahead)
      if (refusal !== undefined) return refusal
      const asking = mayExceed || claim.terms === undefined ? undefined : this.#overAsking(claim, now, ahead)
      if (asking !== undefined) over = over === undefined ? [asking] : [...over, asking]
    }
    return over && { outcome: 'asks', limits: over }
  }

  giveBack(taken: Taken, outcome?: RefundOutcome): void {
    for (let one: Taken | undefined = taken; one !== undefined; one = one.rest) {
      if (outcome === undefined || one.claim.terms?.refundOn.includes(outcome) === true) this.#giveOneBack(one)
    }
  }

  used(claim: Claim, now: Instant): Amount {
    return asAmount(this.#usedBy(claim, this.#counters.get(claim.key), now) ?? 0)
  }

  standing(claim: Claim, now: Instant): Standing {
    const ofOne = { ...claim, family: undefined }
    return standingOf(claim, this.#countersOf(claim), (counter) => this.#usedBy(ofOne, counter, now) ?? 0)
  }

  adjust(claim: Claim, how: Adjustment, now: Instant): AdjustedCounter | Unavailable {
    if (!isAmount(how.amount)) return unavailable('the amount is not in whole, non-negative millionths')
    const before = this.standing(claim, now)
    if (claim.family !== undefined && (how.kind !== 'set' || how.amount !== 0))
      return unavailable('this limit counts by value: all its values can be set to nothing, and to nothing else')
    const target = how.kind === 'set' ? how.amount : Math.max(0, before.used - how.amount)
    if (claim.family === undefined && this.#usedBy(claim, this.#counters.get(claim.key), now) === undefined)
      return STALE
    const counters = claim.family === undefined ? this.#counterFor(claim, target, now) : this.#countersOf(claim)
    const undo = adjustCounters(counters, target, now)
    for (const counter of counters) this.#listener.changed(counter)
    return { outcome: 'adjusted', before, after: this.standing(claim, now), undo }
  }

  /** Those of all values, or the one. */
  #countersOf({ key, family }: Claim): readonly Counter[] {
    const one = this.#counters.get(key)
    if (family === undefined) return one === undefined ? [] : [one]
    return [...this.#counters.values()].filter((counter) => counter.family === family)
  }

  /** In the window that holds now; none: there is none, and nothing to put into it. */
  #counterFor(claim: Claim, target: number, now: Instant): readonly Counter[] {
    const known = this.#counters.get(claim.key)
    if (known === undefined && target === 0) return []
    const size = claim.terms?.rolling
    return [size === undefined ? this.#fixed(claim, now) : this.#rolling({ ...claim, amount: asAmount(0) }, size, now)]
  }

  restore(counter: Counter): void {
    this.#counters.set(counter.key, counter)
    this.#families.restore(counter)
  }

  remove(counter: Counter): void {
    this.#counters.delete(counter.key)
    this.#families.dropped(counter)
    counter.from = FORGOTTEN
  }

  size(): number {
    return this.#counters.size
  }

  /** Whether a claim fits, after those before it; undefined: it does. */
  #check(claim: Claim, now: Instant, ahead: number): Refused | Unavailable | undefined {
    const { key, amount, max } = claim
    if (!isAmount(amount) || !isAmount(max)) {
      return unavailable(`the claim on "${claim.counter}" is not in whole, non-negative millionths`)
    }
    const known = this.#counters.get(key)
    const used = this.#usedBy(claim, known, now)
    if (used === undefined) return STALE
    if (amount > max - used - ahead)
      return { outcome: 'refused', reason: 'used_up', ...this.#exceeded(claim, now, used + ahead, claim) }
    if (claim.family === undefined || this.#hasRoom(claim, claim.family, known, now)) return undefined
    return { outcome: 'refused', reason: 'values', ...this.#exceeded(claim, now, used, claim) }
  }

  /** Undefined where the windows that the claim was judged by are over. */
  #usedBy(claim: Claim, counter: Counter | undefined, now: Instant): number | undefined {
    const size = claim.terms?.rolling
    if (size !== undefined) return this.#usedRolling(size, counter, now)
    const slot = fixedWindow(claim, counter, now, this.horizon)
    if (slot === undefined) return undefined
    return counter !== undefined && slot === counter ? counter.used : 0
  }

  #usedRolling(size: number, counter: Counter | undefined, now: Instant): number | undefined {
    if (counter === undefined) return isRollingStale(size, now, this.horizon) ? undefined : 0
    if (counter.entries === undefined) return 0
    counter.entries.leave(now)
    counter.used = counter.entries.sum
    return counter.used
  }

  /** The limit that asks, if the claim goes over it. */
  #overAsking(claim: Claim, now: Instant, ahead: number): Exceeded | undefined {
    const asks = claim.terms?.asks
    if (asks === undefined) return undefined
    const used = (this.#usedBy(claim, this.#counters.get(claim.key), now) ?? 0) + ahead
    return claim.amount > asks.max - used ? this.#exceeded(claim, now, used, asks) : undefined
  }

  /** @param against the limit that is exceeded */
  #exceeded(claim: Claim, now: Instant, used: number, against: Pick<Claim, 'rule' | 'max' | 'onDeny'>): Exceeded {
    const { counter, document, amount } = claim
    const { rule, max, onDeny } = against
    const resetsAt = this.#resetsAt(claim, now, used + amount - max)
    return { counter, rule, document, max, used: asAmount(used), amount, resetsAt, onDeny }
  }

  /** When there is room for so much more. */
  #resetsAt(claim: Claim, now: Instant, excess: number): Instant {
    const counter = this.#counters.get(claim.key)
    const size = claim.terms?.rolling
    if (size !== undefined) return counter?.entries?.freedAt(excess) ?? now + size
    return fixedWindow(claim, counter, now, this.horizon)?.to ?? now
  }

  /** Whether the claim's value is counted already, or may be. */
  #hasRoom(claim: Claim, family: string, counter: Counter | undefined, now: Instant): boolean {
    const size = claim.terms?.rolling
    if (size !== undefined) return counter !== undefined || this.#families.hasRoom(family, familyWindow(now, size))
    const slot = fixedWindow(claim, counter, now, this.horizon)
    return slot === undefined || slot === counter || this.#families.hasRoom(family, slot.from)
  }

  #apply(claim: Claim, now: Instant, rest: Taken | undefined): Taken {
    const size = claim.terms?.rolling
    const counter = size === undefined ? this.#fixed(claim, now) : this.#rolling(claim, size, now)
    const warnings = reached(claim, counter.used, rest?.warnings ?? NO_WARNINGS)
    counter.used += claim.amount
    this.#listener.changed(counter)
    return { outcome: 'taken', claim, counter, from: counter.from, adjusted: counter.adjusted, warnings, rest }
  }

  #fixed(claim: Claim, now: Instant): Counter {
    const known = this.#counters.get(claim.key)
    // `check` found a window: it finds the same one again.
    const slot = fixedWindow(claim, known, now, this.horizon) ?? claim.next
    return known !== undefined && slot === known ? known : this.#open(known, claim, slot)
  }

  /** The amount is among the entries of what this returns, but not in `used` yet. */
  #rolling(claim: Claim, size: number, now: Instant): Counter {
    const known = this.#counters.get(claim.key)
    const counter = known ?? this.#open(undefined, claim, { from: familyWindow(now, size), to: now + size })
    counter.entries ??= new RollingEntries(size, [], this.horizon.until(rollingClass(size)) - size)
    counter.from = claim.amount === 0 ? (counter.entries.newest ?? now) : counter.entries.add(now, claim.amount)
    counter.to = counter.from + size
    return counter
  }

  #open(counter: Counter | undefined, { key, family }: Claim, { from, to }: WindowSlot): Counter {
    this.#sweep.owe()
    if (family !== undefined) this.#families.opened(family, from, counter === undefined)
    if (counter === undefined) {
      const opened = { key, family, from, to, used: 0, entries: undefined, adjusted: 0, row: 0, changed: false }
      this.#counters.set(key, opened)
      return opened
    }
    counter.from = from
    counter.to = to
    counter.used = 0
    return counter
  }

  #giveOneBack({ counter, claim, from, adjusted }: Taken): void {
    const { entries } = counter
    // A counter that was forgotten is another one when it comes back.
    if (counter.from === FORGOTTEN || counter.adjusted !== adjusted) return
    if (entries === undefined ? counter.from !== from : !entries.giveBack(from, claim.amount)) return
    counter.used -= claim.amount
    this.#listener.changed(counter)
  }
}
