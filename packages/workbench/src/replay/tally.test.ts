import type { Claim } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { createTally, type RangedClaim } from './tally.ts'

const HOUR = 3_600_000
const claim = (more: Partial<Claim> = {}): Claim => ({
  key: 'k',
  counter: 'c',
  rule: '/tools/t/limits/0',
  document: { id: 'd', version: '' },
  amount: 1 as Claim['amount'],
  max: 10 as Claim['max'],
  current: { from: 0, to: HOUR },
  next: { from: HOUR, to: 2 * HOUR },
  amountful: false,
  onDeny: undefined,
  terms: undefined,
  family: undefined,
  ...more,
})
const taking = (least: number, most = least, more: Partial<Claim> = {}): RangedClaim => ({
  claim: claim(more),
  least,
  most,
  vague: false,
})
const words = (tally: ReturnType<typeof createTally>, each: RangedClaim, at = 1) =>
  tally.judge([each], at).map(({ says }) => says)

describe('a tally', () => {
  it('is exact where everything is certain', () => {
    const tally = createTally()
    tally.take([taking(9)], 1, true)
    expect(words(tally, taking(1))).toEqual(['fits'])
    tally.take([taking(1)], 1, true)
    expect(words(tally, taking(1))).toEqual(['exceeded'])
  })

  it('leaves open what only one of its bounds says', () => {
    const tally = createTally()
    tally.take([taking(9)], 1, false)
    expect(words(tally, taking(1))).toEqual(['fits'])
    expect(words(tally, taking(2))).toEqual(['fits', 'exceeded'])
    expect(words(tally, taking(2, 11))).toEqual(['fits', 'exceeded'])
    expect(words(tally, taking(11))).toEqual(['exceeded'])
  })

  it('begins anew with the window, and lets rolling ones go', () => {
    const tally = createTally()
    tally.take([taking(10)], 1, true)
    expect(words(tally, taking(1, 1, { current: { from: HOUR, to: 2 * HOUR } }))).toEqual(['fits'])
    const terms = {
      rolling: 1000,
      asks: undefined,
      warnings: [],
      refundOn: [],
      onStoreFailure: 'deny' as const,
      durability: 'strict' as const,
    }
    const rolling = taking(10, 10, { key: 'r', terms })
    tally.take([rolling], 5000, true)
    expect(words(tally, rolling, 5999)).toEqual(['exceeded'])
    expect(words(tally, rolling, 6000)).toEqual(['fits'])
  })

  it('says what asks between two maxima', () => {
    const people = { timeout: 60_000, hold: 0, quorum: 1, approvers: [], reuse: 'once' as const, fourEyes: false }
    const asks = { rule: '/tools/t/limits/1', max: 3 as Claim['max'], onDeny: undefined, terms: people }
    const terms = {
      rolling: undefined,
      asks,
      warnings: [],
      refundOn: [],
      onStoreFailure: 'deny' as const,
      durability: 'strict' as const,
    }
    const tally = createTally()
    expect(words(tally, taking(4, 4, { terms }))).toEqual(['asks'])
    expect(words(tally, taking(1, 20, { terms }))).toEqual(['fits', 'exceeded', 'asks'])
  })

  it('counts what may be any of a family against each of them', () => {
    const tally = createTally()
    tally.take([{ ...taking(9, 9, { family: 'f', key: 'f1' }), vague: true }], 1, true)
    expect(words(tally, taking(2, 2, { family: 'f', key: 'f2' }))).toEqual(['fits', 'exceeded'])
    expect(words(tally, taking(1, 1, { family: 'f', key: 'f2' }))).toEqual(['fits'])
  })

  it('cannot tell values of two months apart within one window', () => {
    const from = Date.UTC(2026, 10, 30)
    const window = { family: 'f', current: { from, to: from + 14 * 24 * HOUR } }
    const tally = createTally()
    tally.take([taking(10, 10, { ...window, key: 'november' })], from + 1, true)
    const inDecember = Date.UTC(2026, 11, 1)
    expect(words(tally, taking(1, 1, { ...window, key: 'december' }), inDecember)).toEqual(['fits', 'exceeded'])
  })
})
