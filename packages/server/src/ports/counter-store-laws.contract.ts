/** The same law for every store, under any order of events: it does what a list of everything ever taken would do. */
import type { Claim, Instant } from '@portcullis/engine'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ASK_TERMS, claim, type ManualClock, manualClock, units } from './counter-samples.contract.ts'
import type { OpenedStore, OpenStore, Skipped } from './counter-store.contract.ts'
import type { CounterStore, Settlement } from './counter-store.ts'
import { NaiveCounters } from './naive-counters.contract.ts'

/** Counters by the length of their window, milliseconds, and whether it rolls. */
const COUNTERS = [
  { length: 1_000, rolls: false },
  { length: 60_000, rolls: false },
  { length: 3_600_000, rolls: false },
  { length: 1_000, rolls: true },
  { length: 60_000, rolls: true },
] as const
const MAX = 10
const ASKS_FROM = 6

/** How far the clock may be behind its newest reading: less than what stores keep past windows for. */
const BEHIND = 900

const aClaim = fc.record({
  counter: fc.nat(COUNTERS.length - 1),
  amount: fc.nat(4),
  amountful: fc.nat(9).map((die) => die === 0),
  refundable: fc.boolean(),
  asks: fc.nat(3).map((die) => die === 0),
})

const anEvent = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      event: fc.constant('reserve' as const),
      claims: fc.array(aClaim, { maxLength: 3 }),
      mayExceed: fc.boolean(),
      /** How long ago the call was decided. */
      late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(1_500) }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      event: fc.constant('settle' as const),
      which: fc.nat(20),
      how: fc.constantFrom<Settlement>('commit', 'release', 'tool_error', 'protocol_error'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ event: fc.constant('pass' as const), ms: fc.nat(1_200) }) },
  { weight: 1, arbitrary: fc.record({ event: fc.constant('pass' as const), ms: fc.nat(200_000) }) },
  { weight: 1, arbitrary: fc.record({ event: fc.constant('back' as const), ms: fc.nat(BEHIND) }) },
  { weight: 3, arbitrary: fc.record({ event: fc.constant('turn' as const) }) },
  { weight: 1, arbitrary: fc.record({ event: fc.constant('crash' as const) }) },
)

type Event = typeof anEvent extends fc.Arbitrary<infer E> ? E : never
type Reserve = Extract<Event, { readonly event: 'reserve' }>

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
    this.#latest = Math.max(this.#latest, now)
    switch (event.event) {
      case 'reserve': {
        const claims = event.claims.map((one) => this.#sample(one, now - event.late))
        return this.#reserve(claims, event.mayExceed)
      }
      case 'settle': {
        const id = this.#ids[event.which % Math.max(1, this.#ids.length)] ?? 'nobody'
        this.#naive.settle(id, event.how)
        return this.#store.settle(id, event.how)
      }
      case 'pass':
        return this.#clock.pass(event.ms)
      case 'back':
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
    const claims = COUNTERS.map((_, counter) =>
      this.#sample({ counter, amount: 1, amountful: false, refundable: false, asks: false }, now),
    )
    const wanted = claims.map((one) => ({ key: one.key, used: this.#naive.read(one, now) }))
    const readings = await this.#store.read(claims)
    expect(readings).toEqual(wanted)
    for (const { used } of readings) expect(used >= 0 && used <= units(MAX)).toBe(true)
  }

  async close(): Promise<void> {
    for (const one of this.#opened.reverse()) await one.close()
  }

  #sample({ counter, amount, amountful, refundable, asks }: Reserve['claims'][number], at: Instant): Claim {
    const { length, rolls } = COUNTERS[counter]!
    const terms = {
      rolling: rolls ? length : undefined,
      asks: asks ? { rule: 'asks', max: units(ASKS_FROM), onDeny: undefined, terms: ASK_TERMS } : undefined,
      refundOn: refundable ? (['tool_error'] as const) : [],
    }
    return claim({ key: `counter ${counter}`, length, amount: units(amount), max: units(MAX), at, amountful, terms })
  }

  #reserve(claims: readonly Claim[], mayExceed: boolean): void {
    const id = `r${this.#ids.length}`
    this.#ids.push(id)
    const wanted =
      claims.length === 0 ? { outcome: 'reserved' } : this.#naive.reserve(id, claims, this.#clock.now(), mayExceed)
    const answered = this.#store.reserve(id, claims, { mayExceed })
    this.#waiting.push(answered.then((answer) => expect(answer).toMatchObject(wanted)))
  }

  async #crash(): Promise<void> {
    const { crash, remembers = false } = this.#opened.at(-1)!
    if (crash === undefined) return
    // What has left a rolling window may count again for a process that comes to an earlier time: never too little.
    this.#clock.pass(this.#latest - this.#clock.now())
    // What is given back is written with the next call at the latest.
    this.#reserve([claim({ key: 'witness', at: this.#clock.now(), max: units(1_000_000) })], false)
    await this.turn()
    this.#opened.push(await crash())
    this.#naive.crash(remembers)
    await this.turn()
  }
}

/** How many histories are tried in an ordinary run: fewer where each of them touches a disk. */
const ordinaryRuns = (skip: Skipped): number => (skip.crash === undefined ? 15 : 300)

/** Runs the laws. */
export function counterStoreLaws(open: OpenStore, skip: Skipped, numRuns: number = ordinaryRuns(skip)): void {
  it('[claims.laws] does what adding up everything ever taken would do, whatever happens in which order', async () => {
    const run = async (events: readonly Event[]): Promise<void> => {
      const clock = manualClock()
      const trial = new Trial(clock, await open({ clock }))
      try {
        for (const event of events) await trial.step(event)
        await trial.turn()
      } finally {
        await trial.close()
      }
    }
    await fc.assert(fc.asyncProperty(fc.array(anEvent, { maxLength: 60, size: 'max' }), run), { numRuns })
  }, 600_000)
}
