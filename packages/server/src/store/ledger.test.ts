import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claim, MINUTE, START, units, windowAt } from '../ports/counter-samples.contract.ts'
import type { Counter } from './counter.ts'
import { createLedger, type Ledger } from './ledger.ts'

const DAY = 24 * 60 * MINUTE

const ledgerOf = (dropped: (counter: Counter) => void = () => undefined): Ledger =>
  createLedger({ changed: () => undefined, dropped })

describe('a ledger', () => {
  it('keeps memory flat under ever new keys, window after window', () => {
    const ledger = ledgerOf()
    let largest = 0
    for (let i = 0; i < 200_000; i++) {
      // 2,000 new keys a minute.
      const now = START + i * 30
      ledger.take([claim({ key: `k${i}`, at: now })], now)
      largest = Math.max(largest, ledger.size())
    }
    // Those of this minute, of the one that is kept for good measure, and of one round of the sweep.
    expect(largest).toBeLessThan(4 * 2_000)
  })

  it('keeps what is in use, and what is not written yet', () => {
    const dropped: string[] = []
    const marked: Counter[] = []
    const ledger = createLedger({
      changed: (counter) => {
        if (counter.key !== 'unwritten') return
        counter.changed = true
        marked.push(counter)
      },
      dropped: (counter) => dropped.push(counter.key),
    })
    ledger.take([claim({ key: 'day', length: DAY }), claim({ key: 'unwritten' }), claim({ key: 'idle' })], START)
    for (let i = 0; i < 20; i++) {
      const now = START + i * MINUTE
      ledger.take([claim({ key: 'used', at: now })], now)
    }
    expect(dropped).toEqual(['idle'])
    expect(marked).toHaveLength(1)
    expect(ledger.size()).toBe(3)
  })

  it('gives nothing back to a counter that was forgotten', () => {
    const heard: number[] = []
    const ledger = createLedger({ changed: (counter) => heard.push(counter.used), dropped: () => undefined })
    const taken = ledger.take([claim({ key: 'old' })], START)
    for (let i = 2; i < 10; i++) ledger.take([claim({ key: 'new', at: START + i * MINUTE })], START + i * MINUTE)
    heard.length = 0
    if (taken.outcome === 'taken') ledger.giveBack(taken)
    expect(heard).toEqual([])
  })

  it('never counts a key in an older window than before, nor beyond its maximum, whatever the clock does', () => {
    const length = fc.constantFrom(1_000, MINUTE, DAY)
    const move = fc.record({
      key: fc.nat(3),
      amount: fc.nat(5),
      // Hours back and forth, as a clock in trouble does; and small steps, so that windows are met again.
      jump: fc.oneof(fc.integer({ min: -2_000, max: 3_000 }), fc.integer({ min: -2 * DAY, max: 2 * DAY })),
      late: fc.nat(1_500),
    })
    fc.assert(
      fc.property(
        fc.array(length, { minLength: 4, maxLength: 4 }),
        fc.array(move, { maxLength: 80, size: 'max' }),
        (lengths, moves) => {
          const ledger = ledgerOf()
          const newest = new Map<string, number>()
          const sums = new Map<string, number>()
          let now = START
          for (const { key, amount, jump, late } of moves) {
            now += jump
            const name = `k${key}`
            const one = claim({ key: name, amount: units(amount), length: lengths[key]!, at: now - late })
            const taken = ledger.take([one], now)
            if (taken.outcome !== 'taken') continue
            expect(taken.from).toBeGreaterThanOrEqual(newest.get(name) ?? 0)
            newest.set(name, taken.from)
            const slot = `${name} ${taken.from}`
            sums.set(slot, (sums.get(slot) ?? 0) + amount)
            expect(sums.get(slot)).toBeLessThanOrEqual(10)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('can still open a window of every size after a clock ran away and was set right', () => {
    const ledger = ledgerOf()
    const lengths = [MINUTE, 60 * MINUTE, DAY, 31 * DAY]
    const keys = lengths.map((length) => ({ key: `every ${length}`, length }))
    for (const one of keys) ledger.take([claim(one)], START)
    const away = START + 70 * 365 * DAY
    for (let i = 0; i < 10; i++) ledger.take([claim({ key: `away ${i}`, at: away })], away)
    expect(ledger.size()).toBe(10)
    for (const one of keys) {
      const taken = ledger.take([claim(one)], START)
      expect(taken).toMatchObject({ outcome: 'taken', from: windowAt(START, one.length).to })
    }
  })
})
