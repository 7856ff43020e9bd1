import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Amount, amountFromNumber, amountFromText, formatAmount, MAX_AMOUNT } from './amount.ts'

const amounts = fc.integer({ min: 0, max: MAX_AMOUNT }) as fc.Arbitrary<Amount>

describe('amounts', () => {
  it.each([
    [0, 0],
    [-0, 0],
    [1, 1_000_000],
    [0.1, 100_000],
    [0.000001, 1],
    [1e-6, 1],
    [1.005, 1_005_000],
    [19.99, 19_990_000],
    [1234567890.5, 1_234_567_890_500_000],
    [9_007_199_254, 9_007_199_254_000_000],
    [999_999_999.999999, 999_999_999_999_999],
  ])('%d is %d millionths', (value, millionths) => {
    expect(amountFromNumber(value)).toBe(millionths)
  })

  it.each([
    -1,
    -0.000001,
    1e-7,
    0.1234567,
    0.1 + 0.2,
    9_007_199_255,
    9_007_199_254.740992,
    1e16,
    Number.MAX_VALUE,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    5e-324,
  ])('%d is no amount', (value) => {
    expect(amountFromNumber(value)).toBeUndefined()
  })

  it.each(['', '-1', '+1', '1e3', '01', '.5', '1.', '1.1234567', '9007199254.740992', ' 1', '1 ', '0x1', '1,5', '１'])(
    'the text "%s" is no amount',
    (text) => {
      expect(amountFromText(text)).toBeUndefined()
    },
  )

  it('reads the largest amount from a text', () => {
    expect(amountFromText('9007199254.740991')).toBe(MAX_AMOUNT)
  })

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(amountFromText(formatAmount(amount))).toBe(amount)
      }),
    )
  })

  it('reads every decimal of up to 15 digits exactly, as a number and as a text', () => {
    const small = fc.integer({ min: 0, max: 999_999_999_999_999 }) as fc.Arbitrary<Amount>
    fc.assert(
      fc.property(small, (amount) => {
        expect(amountFromNumber(Number(formatAmount(amount)))).toBe(amount)
      }),
    )
  })

  it('[amounts.whole] of any number gives its shortest decimal or nothing, and never a negative or fractional amount', () => {
    const numbers = fc.oneof(fc.double(), fc.double({ min: 0, max: 1e10 }), fc.float({ min: 0, max: 1000 }))
    fc.assert(
      fc.property(numbers, (value) => {
        const amount = amountFromNumber(value)
        if (amount === undefined) return
        expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true)
        expect(Object.is(amount, -0)).toBe(false)
        expect(Number(formatAmount(amount))).toBe(Math.abs(value))
      }),
    )
  })
})
