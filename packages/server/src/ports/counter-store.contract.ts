/** What every store of counters must do, whatever it is made of. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from './clock.ts'
import {
  claim,
  DOCUMENT,
  type ManualClock,
  MINUTE,
  manualClock,
  millionths,
  RULE,
  START,
  units,
} from './counter-samples.contract.ts'
import type { CounterStore } from './counter-store.ts'
import { counterStoreAdjusting } from './counter-store-adjust.contract.ts'
import { counterStoreCrashes } from './counter-store-crashes.contract.ts'
import { counterStoreLaws } from './counter-store-laws.contract.ts'
import { counterStoreTerms } from './counter-store-terms.contract.ts'

/** A store under test. */
export interface OpenedStore {
  readonly store: CounterStore
  /** Opens what a process that died at this instant would have left; undefined where nothing outlives a process. */
  readonly crash?: () => Promise<OpenedStore>
  /** The next process knows also of what was given back: a rolling window that goes by it is never too short. */
  readonly remembers?: boolean
  /** Closes the store and removes what it left. */
  close(): Promise<void>
}

/** Opens an empty store. */
export type OpenStore = (options: { readonly clock: Clock }) => Promise<OpenedStore>

/** What a store does not do, each with its reason. */
export interface Skipped {
  readonly crash?: string
}

/** Runs the contract. */
export function counterStoreContract(name: string, open: OpenStore, skip: Skipped = {}): void {
  describe(`${name}: a store of counters`, () => {
    let clock: ManualClock
    let opened: OpenedStore
    let store: CounterStore

    beforeEach(async () => {
      clock = manualClock()
      opened = await open({ clock })
      store = opened.store
    })
    afterEach(() => opened.close())

    const outcome = async (id: string, ...claims: readonly ReturnType<typeof claim>[]): Promise<string> =>
      (await store.reserve(id, claims)).outcome
    const used = async (...claims: readonly ReturnType<typeof claim>[]): Promise<number[]> =>
      (await store.read(claims)).map((reading) => reading.used)

    it('takes nothing for a call without limits', async () => {
      expect(await outcome('r')).toBe('reserved')
      store.settle('r', 'release')
      expect(await outcome('r')).toBe('reserved')
    })

    it('fills a counter to the last millionth and says what stands in the way then', async () => {
      const whole = { amount: units(9), max: units(10), onDeny: 'Enough.' }
      expect(await outcome('a', claim(whole))).toBe('reserved')
      expect(await store.reserve('b', [claim({ ...whole, amount: millionths(1_000_001) })])).toEqual({
        outcome: 'refused',
        reason: 'used_up',
        counter: 'counter of k',
        rule: RULE,
        document: DOCUMENT,
        max: units(10),
        used: units(9),
        amount: millionths(1_000_001),
        resetsAt: START + MINUTE,
        onDeny: 'Enough.',
      })
      expect(await outcome('c', claim({ ...whole, amount: units(1) }))).toBe('reserved')
      expect(await outcome('d', claim({ ...whole, amount: millionths(1) }))).toBe('refused')
      expect(await outcome('e', claim({ ...whole, amount: units(0) }))).toBe('reserved')
      expect(await used(claim())).toEqual([units(10)])
    })

    it('refuses against the smaller maximum where a policy was tightened', async () => {
      expect(await outcome('a', claim({ amount: units(8) }))).toBe('reserved')
      expect(await outcome('b', claim({ amount: units(0), max: units(5) }))).toBe('refused')
    })

    it('[claims.all-or-none] takes all claims of a call or none', async () => {
      expect(await outcome('full', claim({ key: 'b', amount: units(10) }))).toBe('reserved')
      expect(await store.reserve('r', [claim({ key: 'a' }), claim({ key: 'b' }), claim({ key: 'c' })])).toMatchObject({
        outcome: 'refused',
        counter: 'counter of b',
      })
      expect(await used(claim({ key: 'a' }), claim({ key: 'b' }), claim({ key: 'c' }))).toEqual([0, units(10), 0])
      expect(await outcome('s', claim({ key: 'a', amount: units(10) }), claim({ key: 'c' }))).toBe('reserved')
    })

    it('adds up claims of one call on the same counter', async () => {
      expect(await outcome('r', claim({ amount: units(6) }), claim({ amount: units(5) }))).toBe('refused')
      expect(await used(claim())).toEqual([0])
      expect(await outcome('s', claim({ amount: units(6) }), claim({ amount: units(4) }))).toBe('reserved')
      expect(await used(claim())).toEqual([units(10)])
      store.settle('s', 'release')
      expect(await used(claim())).toEqual([0])
      const same = claim({ amount: units(6) })
      expect(await outcome('t', same, same)).toBe('refused')
    })

    it('[claims.exact] admits exactly as many of 10,000 calls at once as fit', async () => {
      const max = units(3_333)
      const calls = Array.from({ length: 10_000 }, (_, i) =>
        outcome(`r${i}`, claim({ max }), claim({ key: `own ${i % 100}`, max })),
      )
      const outcomes = await Promise.all(calls)
      expect(outcomes.filter((one) => one === 'reserved')).toHaveLength(3_333)
      expect(outcomes.filter((one) => one === 'refused')).toHaveLength(6_667)
      expect(await used(claim())).toEqual([max])
    })

    it('adds decimals exactly', async () => {
      const tenth = { amount: millionths(100_000), max: millionths(300_000) }
      for (const id of ['a', 'b', 'c']) expect(await outcome(id, claim(tenth))).toBe('reserved')
      expect(await outcome('d', claim({ ...tenth, amount: millionths(1) }))).toBe('refused')
      expect(await used(claim())).toEqual([300_000])
    })

    it('keeps every digit up to 2^53 − 1 millionths and never passes it', async () => {
      const max = millionths(Number.MAX_SAFE_INTEGER)
      expect(await outcome('a', claim({ max, amount: millionths(Number.MAX_SAFE_INTEGER - 1) }))).toBe('reserved')
      expect(await outcome('b', claim({ max, amount: millionths(2) }))).toBe('refused')
      expect(await outcome('c', claim({ max, amount: max }))).toBe('refused')
      expect(await outcome('d', claim({ max, amount: millionths(1) }))).toBe('reserved')
      expect(await outcome('e', claim({ max, amount: millionths(1) }))).toBe('refused')
      expect(await used(claim())).toEqual([Number.MAX_SAFE_INTEGER])
    })

    it('[amounts.whole] takes nothing for amounts and maxima that are not whole and non-negative', async () => {
      const odd = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]
      for (const value of odd) {
        const bad = claim({ amount: millionths(value) })
        expect(await outcome(`amount ${value}`, claim({ key: 'other' }), bad)).toBe('unavailable')
        expect(await outcome(`max ${value}`, claim({ max: millionths(value) }))).toBe('unavailable')
      }
      expect(await used(claim(), claim({ key: 'other' }))).toEqual([0, 0])
    })

    it('takes any text for a key', async () => {
      for (const key of ['__proto__', 'constructor', '', '\u0000', '4:näme']) {
        expect(await outcome(`r ${key}`, claim({ key, amount: units(7) }))).toBe('reserved')
        expect(await used(claim({ key }))).toEqual([units(7)])
      }
    })

    it('starts anew at the edge of a window, to the millisecond, by its own time', async () => {
      clock.pass(MINUTE - 1)
      expect(await outcome('a', claim({ amount: units(10) }))).toBe('reserved')
      expect(await outcome('b', claim())).toBe('refused')
      clock.pass(1)
      // Decided before the edge and stored after it: it counts where it happens.
      expect(await store.reserve('c', [claim({ amount: units(11) })])).toMatchObject({ resetsAt: START + 2 * MINUTE })
      expect(await used(claim())).toEqual([0])
      expect(await outcome('d', claim({ amount: units(10) }))).toBe('reserved')
      expect(await outcome('e', claim({ at: clock.now() }))).toBe('refused')
    })

    it('counts no call in a window that is over', async () => {
      clock.pass(2 * MINUTE - 1)
      expect(await outcome('a', claim())).toBe('reserved')
      clock.pass(1)
      expect(await outcome('b', claim())).toBe('unavailable')
      expect(await outcome('c', claim({ key: 'new' }))).toBe('unavailable')
      expect(await outcome('d', claim({ at: clock.now(), amount: units(10) }))).toBe('reserved')
      // Its own decision is late, yet the counter knows the window that holds.
      expect(await outcome('e', claim({ amount: units(0) }))).toBe('reserved')
    })

    it('[time.windows] never returns to an older window when the clock is set back', async () => {
      clock.pass(MINUTE)
      expect(await outcome('a', claim({ at: clock.now(), amount: units(8) }))).toBe('reserved')
      clock.set(-MINUTE)
      expect(await outcome('b', claim({ at: clock.now(), amount: units(3) }))).toBe('refused')
      expect(await outcome('c', claim({ at: clock.now(), amount: units(2) }))).toBe('reserved')
      clock.pass(MINUTE)
      expect(await outcome('d', claim({ at: clock.now() }))).toBe('refused')
      clock.pass(MINUTE)
      expect(await outcome('e', claim({ at: clock.now(), amount: units(10) }))).toBe('reserved')
    })

    it('[time.windows] opens no new window for a jump of the clock until it has held', async () => {
      expect(await outcome('a', claim({ amount: units(10) }))).toBe('reserved')
      clock.set(60 * MINUTE)
      expect(await outcome('b', claim({ at: clock.now() }))).toBe('refused')
      clock.pass(5 * MINUTE)
      expect(await outcome('c', claim({ at: clock.now(), amount: units(10) }))).toBe('reserved')
    })

    it('gives back what is released', async () => {
      expect(await outcome('a', claim({ amount: units(4) }), claim({ key: 'b', amount: units(10) }))).toBe('reserved')
      expect(await outcome('c', claim({ amount: units(6) }))).toBe('reserved')
      store.settle('a', 'release')
      expect(await used(claim(), claim({ key: 'b' }))).toEqual([units(6), 0])
      expect(await outcome('d', claim({ amount: units(4) }), claim({ key: 'b', amount: units(10) }))).toBe('reserved')
    })

    it('[claims.window] gives nothing back into a later window', async () => {
      expect(await outcome('a', claim({ amount: units(4) }))).toBe('reserved')
      clock.pass(MINUTE)
      expect(await outcome('b', claim({ amount: units(10) }))).toBe('reserved')
      store.settle('a', 'release')
      expect(await used(claim())).toEqual([units(10)])
      expect(await outcome('c', claim())).toBe('refused')
    })

    it('[claims.once] settles once', async () => {
      expect(await outcome('a', claim({ amount: units(3) }))).toBe('reserved')
      expect(await outcome('b', claim({ amount: units(3) }))).toBe('reserved')
      store.settle('a', 'commit')
      store.settle('a', 'release')
      expect(await used(claim())).toEqual([units(6)])
      store.settle('b', 'release')
      store.settle('b', 'release')
      store.settle('never made', 'release')
      expect(await used(claim())).toEqual([units(3)])
    })

    it('does not give back for a reservation that was refused', async () => {
      expect(await outcome('a', claim({ amount: units(10) }))).toBe('reserved')
      expect(await outcome('b', claim())).toBe('refused')
      store.settle('b', 'release')
      expect(await used(claim())).toEqual([units(10)])
    })

    it('[claims.once] makes a reservation once', async () => {
      expect(await outcome('a', claim())).toBe('reserved')
      expect(await outcome('a', claim())).toBe('unavailable')
      expect(await used(claim())).toEqual([units(1)])
    })

    it('lets a reservation be settled before its answer was awaited', async () => {
      const pending = store.reserve('a', [claim({ amount: units(10) })])
      store.settle('a', 'release')
      const next = store.reserve('b', [claim({ amount: units(10) })])
      expect((await pending).outcome).toBe('reserved')
      expect((await next).outcome).toBe('reserved')
      expect(await used(claim())).toEqual([units(10)])
    })

    it('decides in the order in which it was asked', async () => {
      const asked = [6, 6, 4, 1].map((amount, i) => outcome(`r${i}`, claim({ amount: units(amount) })))
      expect(await Promise.all(asked)).toEqual(['reserved', 'refused', 'reserved', 'refused'])
    })

    it('reads without touching', async () => {
      expect(await store.read([claim(), claim({ key: 'b' })])).toEqual([
        { key: 'k', used: 0 },
        { key: 'b', used: 0 },
      ])
      await outcome('a', claim({ amount: units(7) }))
      clock.pass(MINUTE)
      expect(await used(claim())).toEqual([0])
      clock.set(-1)
      expect(await used(claim())).toEqual([units(7)])
    })

    it('takes nothing once it is closed', async () => {
      await outcome('a', claim())
      await store.close()
      expect(await outcome('b', claim())).toBe('unavailable')
      store.settle('a', 'release')
      await store.close()
    })

    counterStoreTerms(open)
    counterStoreAdjusting(open, skip)
    counterStoreCrashes(open, skip)
    counterStoreLaws(open, skip)
  })
}
