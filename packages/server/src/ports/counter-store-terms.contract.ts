/** What limits can say beyond a maximum in fixed windows, and what every store makes of it. */
import type { Claim } from '@portcullis/engine'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  ASK_TERMS,
  type ClaimSample,
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
import type { OpenedStore, OpenStore } from './counter-store.contract.ts'
import { type CounterStore, MAX_VALUES, type ReserveOptions } from './counter-store.ts'

const ASKING = '/tools/t/limits/1'

/** Asks from 4 on, refuses from 10 on. */
const ladder = (sample: ClaimSample = {}): Claim =>
  claim({
    ...sample,
    terms: { asks: { rule: ASKING, max: units(4), onDeny: 'Somebody has to look.', terms: ASK_TERMS } },
  })

const rolling = (sample: ClaimSample = {}): Claim =>
  claim({ key: 'rolling', ...sample, terms: { rolling: MINUTE, ...sample.terms } })

/** Runs the part of the contract that is about the terms of claims. */
export function counterStoreTerms(open: OpenStore): void {
  let clock: ManualClock
  let opened: OpenedStore
  let store: CounterStore

  beforeEach(async () => {
    clock = manualClock()
    opened = await open({ clock })
    store = opened.store
  })
  afterEach(() => opened.close())

  const outcome = async (id: string, ...claims: readonly Claim[]): Promise<string> =>
    (await store.reserve(id, claims)).outcome
  const approved = async (id: string, ...claims: readonly Claim[]): Promise<string> =>
    (await store.reserve(id, claims, { mayExceed: true } satisfies ReserveOptions)).outcome
  const used = async (...claims: readonly Claim[]): Promise<number[]> =>
    (await store.read(claims)).map((reading) => reading.used)
  const ends = async (ids: readonly string[], one: () => Claim): Promise<readonly string[]> => {
    const outcomes: string[] = []
    for (const id of ids) outcomes.push(await outcome(id, one()))
    return outcomes
  }

  it('[limits.ladder] asks over one limit and refuses over another of the same counter', async () => {
    expect(await outcome('a', ladder({ amount: units(4) }))).toBe('reserved')
    expect(await store.reserve('b', [ladder(), claim({ key: 'other' })])).toEqual({
      outcome: 'asks',
      limits: [
        {
          counter: 'counter of k',
          rule: ASKING,
          document: DOCUMENT,
          max: units(4),
          used: units(4),
          amount: units(1),
          resetsAt: START + MINUTE,
          onDeny: 'Somebody has to look.',
        },
      ],
    })
    expect(await used(claim(), claim({ key: 'other' }))).toEqual([units(4), 0])
    expect(await approved('b', ladder({ amount: units(6) }))).toBe('reserved')
    expect(await approved('c', ladder())).toBe('refused')
    expect(await outcome('d', ladder())).toBe('refused')
    expect(await used(claim())).toEqual([units(10)])
  })

  it('names every limit that asks, and asks for nothing where one refuses', async () => {
    const first = ladder({ key: 'a', amount: units(5) })
    const second = ladder({ key: 'b', amount: units(5) })
    const answer = await store.reserve('r', [first, claim({ key: 'c' }), second])
    expect(answer).toMatchObject({
      outcome: 'asks',
      limits: [{ counter: 'counter of a' }, { counter: 'counter of b' }],
    })
    const full = claim({ key: 'c', amount: units(11) })
    expect(await store.reserve('s', [first, full, second])).toMatchObject({
      outcome: 'refused',
      counter: 'counter of c',
    })
  })

  it('[limits.peek] says without taking what a reservation would say', async () => {
    expect(await store.peek([ladder({ amount: units(4) })])).toEqual({ outcome: 'fits' })
    await outcome('a', ladder({ amount: units(4) }))
    expect(await store.peek([ladder()])).toMatchObject({ outcome: 'asks', limits: [{ rule: ASKING }] })
    expect(await store.peek([ladder(), ladder({ key: 'b', amount: units(11) })])).toMatchObject({
      outcome: 'refused',
      rule: RULE,
    })
    expect(await store.peek([claim({ amount: units(6) })])).toEqual({ outcome: 'fits' })
    expect(await store.peek([])).toEqual({ outcome: 'fits' })
    expect(await used(claim(), claim({ key: 'b' }))).toEqual([units(4), 0])
    clock.pass(2 * MINUTE)
    expect(await store.peek([claim()])).toMatchObject({ outcome: 'unavailable' })
  })

  it('[limits.warn] tells of the share of a limit that a call reaches, once, and refuses nothing by it', async () => {
    const mark = { rule: RULE, at: units(8), max: units(10) }
    const half = { rule: ASKING, at: units(5), max: units(10) }
    const warned = (amount: number): Claim => claim({ amount: units(amount), terms: { warnings: [half, mark] } })
    const warnings = async (id: string, amount: number): Promise<unknown> => {
      const answer = await store.reserve(id, [warned(amount), claim({ key: 'other' })])
      return answer.outcome === 'reserved' ? answer.warnings : answer.outcome
    }
    expect(await warnings('a', 4)).toEqual([])
    const told = { counter: 'counter of k', document: DOCUMENT, max: units(10) }
    expect(await warnings('b', 4)).toEqual([
      { ...told, rule: ASKING, used: units(8) },
      { ...told, rule: RULE, used: units(8) },
    ])
    expect(await warnings('c', 1)).toEqual([])
    expect(await warnings('d', 2)).toBe('refused')
    clock.pass(MINUTE)
    const answer = await store.reserve('e', [claim({ at: clock.now(), amount: units(9), terms: { warnings: [mark] } })])
    expect(answer).toMatchObject({ warnings: [{ rule: RULE, used: units(9) }] })
  })

  it('[limits.refund] gives back after an outcome only what its limit says so of, once', async () => {
    const refundable = (sample: ClaimSample = {}): Claim =>
      claim({ ...sample, amountful: true, terms: { refundOn: ['tool_error'] } })
    const reserve = (id: string): Promise<string> =>
      outcome(id, refundable({ amount: units(3) }), claim({ key: 'calls' }))
    expect([await reserve('a'), await reserve('b'), await reserve('c')]).toEqual(['reserved', 'reserved', 'reserved'])
    store.settle('a', 'tool_error')
    store.settle('a', 'release')
    store.settle('a', 'tool_error')
    store.settle('b', 'protocol_error')
    store.settle('b', 'tool_error')
    expect(await used(claim(), claim({ key: 'calls' }))).toEqual([units(6), units(3)])
    clock.pass(MINUTE)
    expect(await outcome('later', claim({ at: clock.now() }))).toBe('reserved')
    store.settle('c', 'tool_error')
    expect(await used(claim({ at: clock.now() }))).toEqual([units(1)])
  })

  it('[time.rolling] holds a rolling window at every instant', async () => {
    const one = (): Claim => rolling({ amount: units(4), at: clock.now() })
    expect(await ends(['a'], one)).toEqual(['reserved'])
    clock.pass(30_000)
    expect(await ends(['b', 'c'], one)).toEqual(['reserved', 'refused'])
    // A fixed window would have ended meanwhile.
    clock.pass(29_999)
    expect(await store.reserve('d', [one()])).toMatchObject({
      outcome: 'refused',
      used: units(8),
      resetsAt: START + MINUTE,
    })
    expect(await store.reserve('e', [rolling({ amount: units(7) })])).toMatchObject({ resetsAt: START + 90_000 })
    expect(await store.reserve('f', [rolling({ amount: units(11) })])).toMatchObject({ resetsAt: clock.now() + MINUTE })
    clock.pass(1)
    expect(await ends(['g', 'h'], one)).toEqual(['reserved', 'refused'])
    expect(await used(rolling())).toEqual([units(8)])
    clock.pass(MINUTE)
    expect(await used(rolling())).toEqual([0])
  })

  it('gives back into a rolling window as long as what was taken is within it', async () => {
    await outcome('a', rolling({ amount: units(6) }))
    clock.pass(1_000)
    await outcome('b', rolling({ amount: units(4) }))
    store.settle('a', 'release')
    expect(await used(rolling())).toEqual([units(4)])
    expect(await outcome('c', rolling({ amount: units(6) }))).toBe('reserved')
    clock.pass(MINUTE - 1)
    await outcome('d', rolling({ amount: units(0) }))
    clock.pass(1)
    store.settle('b', 'release')
    store.settle('c', 'release')
    expect(await used(rolling())).toEqual([0])
    expect(await outcome('e', rolling({ amount: units(10) }))).toBe('reserved')
  })

  it('never shortens a rolling window when the clock is set back', async () => {
    clock.pass(10_000)
    expect(await outcome('a', rolling({ amount: units(10) }))).toBe('reserved')
    clock.set(-5_000)
    expect(await outcome('b', rolling())).toBe('refused')
    clock.pass(MINUTE)
    expect(await outcome('c', rolling())).toBe('refused')
    clock.pass(5_000)
    expect(await outcome('d', rolling())).toBe('reserved')
  })

  it('asks, warns and refunds in rolling windows too', async () => {
    const terms: NonNullable<ClaimSample['terms']> = {
      asks: { rule: ASKING, max: units(4), onDeny: undefined, terms: ASK_TERMS },
      warnings: [{ rule: RULE, at: units(2), max: units(4) }],
      refundOn: ['protocol_error'],
    }
    const one = (amount: number): Claim => rolling({ amount: units(amount), terms, amountful: true })
    expect(await store.reserve('a', [one(3)])).toMatchObject({ warnings: [{ used: units(3) }] })
    expect(await store.reserve('b', [one(2)])).toMatchObject({
      outcome: 'asks',
      limits: [{ resetsAt: START + MINUTE }],
    })
    store.settle('a', 'protocol_error')
    expect(await outcome('b', one(2))).toBe('reserved')
  })

  it('counts a call in all its windows or in none, whatever their kinds', async () => {
    const both = [rolling({ amount: units(3) }), claim({ amount: units(3), max: units(5) })]
    expect(await outcome('a', ...both)).toBe('reserved')
    expect(await outcome('b', ...both)).toBe('refused')
    expect(await used(rolling(), claim())).toEqual([units(3), units(3)])
    store.settle('a', 'release')
    expect(await used(rolling(), claim())).toEqual([0, 0])
  })

  it.each([
    ['fixed', (key: string) => claim({ key, family: 'f', at: clock.now() })],
    ['rolling', (key: string) => rolling({ key, family: 'f', at: clock.now() })],
  ])('[limits.values] counts so many values of one %s limit and no more', async (_kind, one) => {
    const calls = Array.from({ length: MAX_VALUES }, (_, value) => outcome(`r${value}`, one(`f${value}`)))
    expect((await Promise.all(calls)).every((each) => each === 'reserved')).toBe(true)
    expect(await store.reserve('more', [claim({ key: 'beside' }), one('f more')])).toMatchObject({
      outcome: 'refused',
      reason: 'values',
      used: 0,
    })
    expect(await used(claim({ key: 'beside' }))).toEqual([0])
    expect(await outcome('known', one('f7'))).toBe('reserved')
    expect(await outcome('other', claim({ key: 'g1', family: 'g' }))).toBe('reserved')
    clock.pass(MINUTE)
    expect(await outcome('later', one('f more'))).toBe('reserved')
  })

  it('refuses what is not in whole millionths in rolling windows as well', async () => {
    expect(await outcome('a', rolling({ amount: millionths(0.5) }))).toBe('unavailable')
    expect(await used(rolling())).toEqual([0])
  })
}
