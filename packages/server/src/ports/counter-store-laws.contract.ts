/** The same law for every store, under any order of events: it does what a list of everything ever taken would do. */
import type { Claim, Instant, WindowSlot } from '@portcullis/engine'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { claim, type ManualClock, manualClock, units } from './counter-samples.contract.ts'
import type { OpenedStore, OpenStore, Skipped } from './counter-store.contract.ts'
import type { CounterStore, Refused, Reserved, Unavailable } from './counter-store.ts'

type Answer = Reserved | Refused | Unavailable

interface Entry {
  readonly id: string
  readonly key: string
  readonly from: Instant
  readonly amount: number
}

/** Counters as nobody would build them: what was taken is added up afresh for every question. */
class NaiveCounters {
  entries: Entry[] = []
  readonly open = new Set<string>()
  readonly newest = new Map<string, WindowSlot>()

  used(key: string): number {
    const from = this.newest.get(key)?.from
    return this.entries.reduce((sum, one) => (one.key === key && one.from === from ? sum + one.amount : sum), 0)
  }

  /** The window in which a claim counts; undefined where it is too late for both that it offers. */
  window({ key, current, next }: Claim, now: Instant): WindowSlot | undefined {
    const newest = this.newest.get(key)
    if (newest !== undefined && now < newest.to) return newest
    const slot = [current, next].find((one) => now < one.to)
    return slot !== undefined && newest !== undefined && newest.from >= slot.from ? newest : slot
  }

  reserve(id: string, claims: readonly Claim[], now: Instant): Partial<Answer> {
    const taken: Entry[] = []
    for (const one of claims) {
      const slot = this.window(one, now)
      if (slot === undefined) return { outcome: 'unavailable' }
      const before = slot === this.newest.get(one.key) ? this.used(one.key) : 0
      const own = taken.reduce((sum, entry) => (entry.key === one.key ? sum + entry.amount : sum), 0)
      if (before + own + one.amount > one.max) return { outcome: 'refused', resetsAt: slot.to }
      taken.push({ id, key: one.key, from: slot.from, amount: one.amount })
    }
    for (const one of claims) this.newest.set(one.key, this.window(one, now) ?? one.current)
    this.entries.push(...taken)
    this.open.add(id)
    return { outcome: 'reserved' }
  }

  settle(id: string, how: 'commit' | 'release'): void {
    if (!this.open.delete(id) || how === 'commit') return
    this.entries = this.entries.filter((one) => one.id !== id || one.from !== this.newest.get(one.key)?.from)
  }
}

/** Counters of four window lengths, milliseconds. */
const LENGTHS = [1_000, 1_000, 60_000, 3_600_000]
const MAX = 10

/** How far the clock may be behind its newest reading: less than what stores keep past windows for. */
const BEHIND = 900

const anEvent = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      event: fc.constant('reserve' as const),
      claims: fc.array(
        fc.record({
          counter: fc.nat(LENGTHS.length - 1),
          amount: fc.nat(4),
          amountful: fc.nat(9).map((die) => die === 0),
        }),
        {
          maxLength: 3,
        },
      ),
      /** How long ago the call was decided. */
      late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(1_500) }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      event: fc.constant('settle' as const),
      which: fc.nat(20),
      how: fc.constantFrom('commit' as const, 'release' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ event: fc.constant('pass' as const), ms: fc.nat(1_200) }) },
  { weight: 1, arbitrary: fc.record({ event: fc.constant('pass' as const), ms: fc.nat(200_000) }) },
  { weight: 1, arbitrary: fc.record({ event: fc.constant('back' as const), ms: fc.nat(BEHIND) }) },
  { weight: 3, arbitrary: fc.record({ event: fc.constant('turn' as const) }) },
  { weight: 1, arbitrary: fc.record({ event: fc.constant('crash' as const) }) },
)

type Event = typeof anEvent extends fc.Arbitrary<infer E> ? E : never

/** A store and a list of everything taken, side by side. */
class Trial {
  readonly #clock: ManualClock
  readonly #opened: OpenedStore[]
  readonly #naive = new NaiveCounters()
  readonly #ids: string[] = []
  #waiting: Promise<void>[] = []
  #latest: Instant

  constructor(clock: ManualClock, opened: OpenedStore) {
    this.#clock = clock
    this.#opened = [opened]
    this.#latest = clock.now()
  }

  get #store(): CounterStore {
    return this.#opened.at(-1)!.store
  }

  async step(event: Event): Promise<void> {
    const now = this.#clock.now()
    switch (event.event) {
      case 'reserve': {
        const at = now - event.late
        const sample = ({ counter, amount, amountful }: (typeof event.claims)[number]): Claim =>
          claim({ ...this.#counter(counter), amount: units(amount), max: units(MAX), at, amountful })
        return this.#reserve(event.claims.map(sample))
      }
      case 'settle': {
        const id = this.#ids[event.which % Math.max(1, this.#ids.length)] ?? 'nobody'
        this.#naive.settle(id, event.how)
        return this.#store.settle(id, event.how)
      }
      case 'pass':
        return this.#clock.pass(event.ms)
      case 'back':
        this.#latest = Math.max(this.#latest, now)
        return this.#clock.set(-Math.min(event.ms, BEHIND - (this.#latest - now)))
      case 'turn':
        return await this.turn()
      case 'crash':
        return await this.#crash()
      default:
        event satisfies never
    }
  }

  /** Waits for all answers, and compares every counter. */
  async turn(): Promise<void> {
    await Promise.all(this.#waiting)
    this.#waiting = []
    const now = this.#clock.now()
    const claims = LENGTHS.map((_, i) => claim({ ...this.#counter(i), at: now }))
    const wanted = claims.map((one) => {
      const counts = this.#naive.window(one, now) === this.#naive.newest.get(one.key)
      return { key: one.key, used: counts ? this.#naive.used(one.key) : 0 }
    })
    const readings = await this.#store.read(claims)
    expect(readings).toEqual(wanted)
    for (const { used } of readings) expect(used >= 0 && used <= units(MAX)).toBe(true)
  }

  async close(): Promise<void> {
    for (const one of this.#opened.reverse()) await one.close()
  }

  #counter(index: number): { readonly key: string; readonly length: number } {
    return { key: `counter ${index}`, length: LENGTHS[index]! }
  }

  #reserve(claims: readonly Claim[]): void {
    const id = `r${this.#ids.length}`
    this.#ids.push(id)
    const wanted = claims.length === 0 ? { outcome: 'reserved' } : this.#naive.reserve(id, claims, this.#clock.now())
    this.#waiting.push(this.#store.reserve(id, claims).then((answer) => expect(answer).toMatchObject(wanted)))
  }

  async #crash(): Promise<void> {
    const { crash } = this.#opened.at(-1)!
    if (crash === undefined) return
    // What is given back is written with the next call at the latest.
    this.#reserve([claim({ key: 'witness', at: this.#clock.now(), max: units(1_000_000) })])
    await this.turn()
    this.#opened.push(await crash())
    this.#naive.open.clear()
    await this.turn()
  }
}

/** Runs the laws. */
export function counterStoreLaws(open: OpenStore, skip: Skipped): void {
  it('does what adding up everything ever taken would do, whatever happens in which order', async () => {
    const run = async (events: readonly Event[]): Promise<void> => {
      const clock = manualClock()
      const trial = new Trial(clock, await open({ clock }))
      for (const event of events) await trial.step(event)
      await trial.turn()
      await trial.close()
    }
    await fc.assert(fc.asyncProperty(fc.array(anEvent, { maxLength: 60, size: 'max' }), run), {
      numRuns: skip.crash === undefined ? 25 : 300,
    })
  }, 30_000)
}
