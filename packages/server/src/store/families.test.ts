import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claim, MINUTE, START, units } from '../ports/counter-samples.contract.ts'
import { MAX_VALUES } from '../ports/counter-store.ts'
import type { Counter } from './counter.ts'
import { createFamilies } from './families.ts'
import { createLedger } from './ledger.ts'

const counter = (from: number, family: string | undefined = 'f'): Counter => ({
  key: 'k',
  family,
  from,
  to: from + MINUTE,
  used: 0,
  entries: undefined,
  row: 1,
  changed: false,
  adjusted: 0,
})

describe('values of one limit', () => {
  it('are bounded in each window anew, and known ones count on', () => {
    const families = createFamilies()
    for (let i = 0; i < MAX_VALUES; i++) families.opened('f', START, true)
    expect([families.hasRoom('f', START), families.hasRoom('g', START)]).toEqual([false, true])
    expect(families.hasRoom('f', START + MINUTE)).toBe(true)
    families.opened('f', START + MINUTE, false)
    expect(families.hasRoom('f', START + MINUTE)).toBe(true)
  })

  it('that came into being for nothing make room again', () => {
    const families = createFamilies()
    for (let i = 0; i < MAX_VALUES; i++) families.opened('f', START, true)
    families.dropped(counter(START))
    expect(families.hasRoom('f', START)).toBe(true)
    families.dropped(counter(START, undefined))
  })

  it('that an earlier process counted are among them', () => {
    const families = createFamilies()
    for (let i = 0; i < MAX_VALUES; i++) families.restore(counter(START))
    families.restore(counter(START, undefined))
    expect([families.hasRoom('f', START), families.hasRoom('f', START + MINUTE)]).toEqual([false, true])
  })
})

describe('a rolling window in a ledger', () => {
  it('never holds more than its maximum in any stretch of its length, whatever the clock does', () => {
    const size = 10_000
    const move = fc.record({
      key: fc.nat(2),
      amount: fc.nat(6),
      jump: fc.oneof(
        { weight: 6, arbitrary: fc.nat(4_000) },
        { weight: 2, arbitrary: fc.nat(40_000) },
        { weight: 1, arbitrary: fc.integer({ min: -60_000, max: 0 }) },
      ),
    })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 80, size: 'max' }), (moves) => {
        const ledger = createLedger({ changed: () => undefined, dropped: () => undefined })
        const taken: { readonly key: number; readonly at: number; readonly amount: number }[] = []
        let now = START
        for (const { key, amount, jump } of moves) {
          now += jump
          const one = claim({ key: `k${key}`, amount: units(amount), at: now, terms: { rolling: size } })
          const answer = ledger.take([one], now)
          // Other counters let the sweep come round to these.
          ledger.take([claim({ key: `other ${now}`, length: 1_000, at: now })], now)
          if (answer.outcome === 'taken') taken.push({ key, at: answer.from, amount })
        }
        for (const { key, at } of taken) {
          const within = taken.filter((one) => one.key === key && one.at <= at && one.at > at - size)
          expect(within.reduce((sum, one) => sum + one.amount, 0)).toBeLessThanOrEqual(10)
        }
      }),
      { numRuns: 300 },
    )
  })
})
