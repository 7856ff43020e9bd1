/** What every store makes of people who look at counters, and set them. */
import type { Claim } from '@portcullis/engine'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  type ClaimSample,
  claim,
  type ManualClock,
  MINUTE,
  manualClock,
  millionths,
  START,
  units,
} from './counter-samples.contract.ts'
import type { OpenedStore, OpenStore, Skipped } from './counter-store.contract.ts'
import type { Adjustment, CounterStore } from './counter-store.ts'

const rolling = (sample: ClaimSample = {}): Claim =>
  claim({ key: 'rolling', ...sample, terms: { rolling: MINUTE, ...sample.terms } })
const FAMILY = 'family'
const ofValue = (digest: string): Claim => claim({ key: `${FAMILY}2:by${digest.length}:${digest}`, family: FAMILY })
const allValues = claim({ key: FAMILY, family: FAMILY })
const set = (amount: number): Adjustment => ({ kind: 'set', amount: units(amount) })
const release = (amount: number): Adjustment => ({ kind: 'release', amount: units(amount) })

/** Runs the part of the contract that is about adjusting. */
export function counterStoreAdjusting(open: OpenStore, skip: Skipped): void {
  const whenDurable = skip.crash === undefined ? it : it.skip
  let clock: ManualClock
  let opened: OpenedStore
  let store: CounterStore

  beforeEach(async () => {
    clock = manualClock()
    opened = await open({ clock })
    store = opened.store
  })
  afterEach(() => opened.close())

  const take = async (id: string, one: Claim): Promise<string> => (await store.reserve(id, [one])).outcome
  const used = async (one: Claim): Promise<number> => (await store.standing([one]))[0]!.used

  it.each([
    ['fixed', claim],
    ['rolling', rolling],
  ])('[counters.adjust] sets a counter to what is said, and admits exactly what then fits: %s', async (_, of) => {
    expect(await store.standing([of()])).toEqual([{ used: 0, values: undefined, resetsAt: undefined }])
    expect(await take('a', of({ amount: units(9) }))).toBe('reserved')
    const before = { used: units(9), values: undefined, resetsAt: START + MINUTE }
    expect(await store.standing([of()])).toEqual([before])
    expect(await store.adjust(of(), set(4))).toEqual({
      outcome: 'adjusted',
      before,
      after: { ...before, used: units(4) },
    })
    expect(await take('b', of({ amount: millionths(6_000_001) }))).toBe('refused')
    expect(await take('c', of({ amount: units(6) }))).toBe('reserved')
    expect(await store.adjust(of(), release(3))).toMatchObject({ after: { used: units(7) } })
    expect(await store.adjust(of(), release(100))).toMatchObject({ before: { used: units(7) }, after: { used: 0 } })
    expect(await store.adjust(of(), set(10))).toMatchObject({ before: { used: 0 }, after: { used: units(10) } })
    expect(await take('d', of())).toBe('refused')
    clock.pass(MINUTE)
    expect(await take('e', of({ at: clock.now(), amount: units(10) }))).toBe('reserved')
  })

  it.each([
    ['fixed', claim],
    ['rolling', rolling],
  ])('gives nothing back that was taken before, so that it is never below nothing: %s', async (_, of) => {
    await take('a', of({ amount: units(8) }))
    await store.adjust(of(), set(3))
    store.settle('a', 'release')
    expect(await used(of())).toBe(units(3))
    await take('b', of({ amount: units(2) }))
    store.settle('b', 'release')
    expect(await used(of())).toBe(units(3))
  })

  it('of a rolling window takes off what leaves first', async () => {
    await take('a', rolling({ amount: units(4) }))
    clock.pass(10_000)
    await take('b', rolling({ amount: units(4) }))
    await store.adjust(rolling(), release(4))
    clock.pass(MINUTE - 10_000)
    expect(await used(rolling())).toBe(units(4))
    clock.pass(10_000)
    expect(await used(rolling())).toBe(0)
  })

  it('of a limit by value tells how many values there are, and sets all of them to nothing', async () => {
    for (const value of ['aa', 'bb', 'cc']) await take(value, ofValue(value))
    await take('other', claim())
    expect(await store.standing([allValues])).toEqual([{ used: units(3), values: 3, resetsAt: START + MINUTE }])
    expect((await store.adjust(allValues, set(1))).outcome).toBe('unavailable')
    expect((await store.adjust(allValues, release(1))).outcome).toBe('unavailable')
    expect(await store.adjust(allValues, set(0))).toMatchObject({
      before: { values: 3 },
      after: { used: 0, values: 0 },
    })
    expect(await used(ofValue('aa'))).toBe(0)
    expect(await used(claim())).toBe(units(1))
  })

  it('takes no amount that is not whole and non-negative, and nothing once it is closed', async () => {
    for (const amount of [-1, 0.5, Number.NaN, 2 ** 53])
      expect((await store.adjust(claim(), { kind: 'set', amount: millionths(amount) })).outcome).toBe('unavailable')
    expect(await store.adjust(claim(), set(0))).toMatchObject({ outcome: 'adjusted', after: { used: 0 } })
    await store.close()
    expect((await store.adjust(claim(), set(0))).outcome).toBe('unavailable')
  })

  it('stands among 1,000 calls of the same turn: each is before it or after it', async () => {
    const max = units(1_000)
    const calls = Array.from({ length: 500 }, (_, i) => take(`a${i}`, claim({ max })))
    const adjusted = store.adjust(claim(), set(900))
    const later = Array.from({ length: 500 }, (_, i) => take(`b${i}`, claim({ max })))
    expect(await adjusted).toMatchObject({ before: { used: units(500) }, after: { used: units(900) } })
    const outcomes = await Promise.all([...calls, ...later])
    expect(outcomes.filter((one) => one === 'reserved')).toHaveLength(600)
    expect(await used(claim())).toBe(max)
  })

  whenDurable('survives a crash once it was answered', async () => {
    await take('a', claim({ amount: units(9) }))
    await take('b', rolling({ amount: units(9) }))
    await take('aa', ofValue('aa'))
    await store.adjust(claim(), set(2))
    await store.adjust(rolling(), release(5))
    await store.adjust(claim({ key: 'new' }), set(7))
    await store.adjust(allValues, set(0))
    const after = await opened.crash!()
    const found = await after.store.standing([claim(), rolling(), claim({ key: 'new' }), allValues])
    await after.close()
    expect(found.map((one) => one.used)).toEqual([units(2), units(4), units(7), 0])
  })
}
