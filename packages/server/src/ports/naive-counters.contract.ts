/** Counters as nobody would build them: what was taken is added up afresh for every question. */
import type { Claim, Instant, WindowSlot } from '@portcullis/engine'
import type { Asks, Refused, Reservation, Settlement } from './counter-store.ts'

interface Entry {
  readonly id: string
  readonly key: string
  /** The window, or the instant in a rolling one. */
  readonly from: Instant
  readonly amount: number
  readonly refundable: boolean
}

/** What is expected of an answer. */
type Expected = Partial<Reservation> | Pick<Asks, 'outcome'> | Pick<Refused, 'outcome'>

/** The list of everything taken. */
export class NaiveCounters {
  readonly open = new Set<string>()
  #entries: Entry[] = []
  readonly #newest = new Map<string, WindowSlot>()
  /** From when on each rolling window counts: what left it never comes back, whatever the clock does. */
  readonly #floors = new Map<string, Instant>()

  /** What is used in the window that a claim would count in. */
  read(claim: Claim, now: Instant): number {
    if (claim.terms?.rolling !== undefined) return this.#rolled(claim, claim.terms.rolling, now)
    return this.#window(claim, now) === this.#newest.get(claim.key) ? this.#sum(claim.key) : 0
  }

  reserve(id: string, claims: readonly Claim[], now: Instant, mayExceed: boolean): Expected {
    const taken: Entry[] = []
    let asks = false
    for (const one of claims) {
      const from = this.#from(one, now)
      if (from === undefined) return { outcome: 'unavailable' }
      const own = taken.reduce((sum, entry) => (entry.key === one.key ? sum + entry.amount : sum), 0)
      const used = this.read(one, now) + own + one.amount
      if (used > one.max) return { outcome: 'refused' }
      asks ||= !mayExceed && one.terms?.asks !== undefined && used > one.terms.asks.max
      const refundable = one.terms?.refundOn.includes('tool_error') === true
      // Nothing taken leaves no trace.
      if (one.amount > 0) taken.push({ id, key: one.key, from, amount: one.amount, refundable })
    }
    if (asks) return { outcome: 'asks' }
    for (const one of claims) {
      if (one.terms?.rolling === undefined) this.#newest.set(one.key, this.#window(one, now) ?? one.current)
    }
    this.#entries.push(...taken)
    this.open.add(id)
    return { outcome: 'reserved' }
  }

  settle(id: string, how: Settlement): void {
    if (!this.open.delete(id) || how === 'commit') return
    this.#entries = this.#entries.map((one) => {
      const newest = this.#newest.get(one.key)
      const isOver = newest !== undefined && one.from !== newest.from
      const comesBack = how === 'release' || (how === 'tool_error' && one.refundable)
      return one.id === id && !isOver && comesBack ? { ...one, amount: 0 } : one
    })
  }

  /** The process is gone: nobody settles what it held, and what was given back leaves no trace, unless it is remembered. */
  crash(remembers: boolean): void {
    this.open.clear()
    if (!remembers) this.#entries = this.#entries.filter(({ amount }) => amount > 0)
  }

  /** The window in which a claim counts; undefined where it is too late for both that it offers. */
  #window({ key, current, next }: Claim, now: Instant): WindowSlot | undefined {
    const newest = this.#newest.get(key)
    if (newest !== undefined && now < newest.to) return newest
    const slot = [current, next].find((one) => now < one.to)
    return slot !== undefined && newest !== undefined && newest.from >= slot.from ? newest : slot
  }

  #from(claim: Claim, now: Instant): Instant | undefined {
    if (claim.terms?.rolling === undefined) return this.#window(claim, now)?.from
    // What this process gave back still stands there, as nothing.
    const mine = this.#entries.filter(({ key }) => key === claim.key)
    return mine.reduce((latest, { from }) => Math.max(latest, from), Math.max(now, this.#floors.get(claim.key) ?? now))
  }

  #rolled({ key }: Claim, length: number, now: Instant): number {
    const left = this.#entries.filter((one) => one.key === key && one.from + length <= now)
    for (const { from } of left) this.#floors.set(key, Math.max(this.#floors.get(key) ?? 0, from + length))
    this.#entries = this.#entries.filter((one) => !left.includes(one))
    return this.#entries.reduce((sum, one) => (one.key === key ? sum + one.amount : sum), 0)
  }

  #sum(key: string): number {
    const from = this.#newest.get(key)?.from
    return this.#entries.reduce((sum, one) => (one.key === key && one.from === from ? sum + one.amount : sum), 0)
  }
}
