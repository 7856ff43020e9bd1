/**
 * What was taken in the last so many milliseconds. Exact up to 10,000 entries. Beyond that, entries are gathered into
 * buckets of a thousandth of the window and count until the end of their bucket leaves: never too short.
 */
import type { Instant } from '@portcullis/engine'

/** So many entries are kept one by one. Calls of one millisecond are one entry. */
const MAX_ENTRIES = 10_000

/** Buckets of one window. */
const BUCKETS = 1_000

/** Entries that left are removed when there are so many of them, and they are the most. */
const MIN_SLACK = 512

/** What was taken at one instant, in millionths. */
export type RollingEntry = readonly [at: Instant, amount: number]

/** The entries of one counter, oldest first. */
export class RollingEntries {
  readonly size: number
  /** The sum of all that is still within the window; never negative, at most 2^53 − 1. */
  sum = 0
  /** Everything up to this instant has left. */
  left: Instant
  /** Whether the record still has entries that left. */
  leftUnwritten = false
  /** Instants whose entries differ from the record. */
  readonly unwritten: Set<Instant> = new Set()
  /** No entry is as the record has it. */
  rewritten = false
  #times: Instant[] = []
  #amounts: number[] = []
  #first = 0

  /**
   * @param size of the window, milliseconds
   * @param recorded entries that an earlier process left
   * @param left up to when everything has left
   */
  constructor(size: number, recorded: readonly RollingEntry[] = [], left: Instant = Number.NEGATIVE_INFINITY) {
    this.size = size
    this.left = left
    for (const [at, amount] of recorded) {
      this.#times.push(at)
      this.#amounts.push(amount)
      this.sum += amount
    }
  }

  /** Drops what has left by now. */
  leave(now: Instant): void {
    const times = this.#times
    let at = times[this.#first]
    while (at !== undefined && at + this.size <= now) {
      this.sum -= this.#amounts[this.#first] ?? 0
      this.left = at
      this.leftUnwritten = true
      at = times[++this.#first]
    }
    if (this.#first < MIN_SLACK || this.#first * 2 < times.length) return
    this.#times = times.slice(this.#first)
    this.#amounts = this.#amounts.slice(this.#first)
    this.#first = 0
  }

  /**
   * Adds an amount, now; or with the newest entry, or when the last that left did so, if the clock was set back to before
   * that. Returns the instant under which it can be given back.
   */
  add(now: Instant, amount: number): Instant {
    const newest = this.#times.length - 1
    const at = Math.max(now, this.left + this.size, this.newest ?? now)
    if (this.#first <= newest && this.#times[newest] === at)
      this.#amounts[newest] = (this.#amounts[newest] ?? 0) + amount
    else {
      this.#times.push(at)
      this.#amounts.push(amount)
    }
    this.sum += amount
    this.unwritten.add(at)
    if (this.#times.length - this.#first > MAX_ENTRIES) this.#gather()
    return at
  }

  /** Takes back what was added under this instant; false where it has left. */
  giveBack(at: Instant, amount: number): boolean {
    if (at <= this.left) return false
    // Gathering moves an amount to the end of its bucket: the first entry that is not earlier.
    const index = this.#indexOf(at)
    const found = this.#times[index]
    if (found === undefined) return false
    this.#amounts[index] = (this.#amounts[index] ?? 0) - amount
    this.sum -= amount
    this.unwritten.add(found)
    return true
  }

  /** Takes off so much of what leaves first, at most everything; returns what it took from where. */
  takeOff(amount: number): readonly RollingEntry[] {
    const taken: RollingEntry[] = []
    let owed = Math.min(amount, this.sum)
    this.sum -= owed
    for (let index = this.#first; owed > 0; index++) {
      const at = this.#times[index]
      if (at === undefined) break
      const part = Math.min(owed, this.#amounts[index] ?? 0)
      this.#amounts[index] = (this.#amounts[index] ?? 0) - part
      owed -= part
      if (part > 0) taken.push([at, part])
      this.unwritten.add(at)
    }
    return taken
  }

  /** When so much will have left; undefined where there is not as much. */
  freedAt(amount: number): Instant | undefined {
    let freed = 0
    for (let index = this.#first; index < this.#times.length; index++) {
      freed += this.#amounts[index] ?? 0
      if (freed >= amount) return (this.#times[index] ?? 0) + this.size
    }
    return undefined
  }

  /** The instant of the newest entry. */
  get newest(): Instant | undefined {
    return this.#first < this.#times.length ? this.#times.at(-1) : undefined
  }

  /** What was taken at exactly this instant; 0 where nothing was. */
  amountAt(at: Instant): number {
    const index = this.#indexOf(at)
    return this.#times[index] === at ? (this.#amounts[index] ?? 0) : 0
  }

  *[Symbol.iterator](): Iterator<RollingEntry> {
    for (let index = this.#first; index < this.#times.length; index++) {
      yield [this.#times[index] ?? 0, this.#amounts[index] ?? 0]
    }
  }

  /** The record has everything. */
  written(): void {
    this.unwritten.clear()
    this.rewritten = false
    this.leftUnwritten = false
  }

  /** Of the first entry at this instant or later. */
  #indexOf(at: Instant): number {
    let low = this.#first
    let high = this.#times.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#times[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low
  }

  #gather(): void {
    const width = Math.ceil(this.size / BUCKETS)
    const times: Instant[] = []
    const amounts: number[] = []
    for (const [at, amount] of this) {
      const end = Math.ceil(at / width) * width
      const last = times.length - 1
      if (times[last] === end) amounts[last] = (amounts[last] ?? 0) + amount
      else {
        times.push(end)
        amounts.push(amount)
      }
    }
    this.#times = times
    this.#amounts = amounts
    this.#first = 0
    this.unwritten.clear()
    this.rewritten = true
  }
}
