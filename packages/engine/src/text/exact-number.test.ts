import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import { isExactNumber } from './exact-number.ts'

/** A decimal as (digits, exponent) without needless zeros. */
function normal(token: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const trimmed = digits.replace(/0+$/, '')
  if (trimmed === '') return '0'
  return `${sign}${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`
}

describe('exact numbers', () => {
  it.each([
    '0',
    '-0',
    '0.0',
    '0e99',
    '1',
    '-1.50',
    '1.000000000000000000',
    '123456789012345',
    '0.000000000000001',
    '1e15',
    '1E-15',
    '1000000000000000',
    '0.1',
    '00012',
  ])('%s is kept as written', (token) => {
    expect(isExactNumber(token)).toBe(true)
  })

  it.each([
    '1234567890123456',
    '0.1234567890123456',
    '1e16',
    '1e-16',
    '10000000000000000',
    '0.0000000000000001',
    '9007199254740993',
    '1e400',
    '1e99999999999999999999',
    '',
    'x',
    '1.',
    '.1',
    '0x1',
    'Infinity',
  ])('%s is not', (token) => {
    expect(isExactNumber(token)).toBe(false)
  })

  it('what is exact is printed as the same decimal', () => {
    const digits = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 })
      .map((list) => list.join(''))
    const exponent = fc.option(fc.integer({ min: -20, max: 20 }))
    fc.assert(
      fc.property(digits, fc.option(digits), exponent, (whole, fraction, power) => {
        const token = `${whole}${fraction === null ? '' : `.${fraction}`}${power === null ? '' : `e${power}`}`
        if (isExactNumber(token)) expect(normal(String(Number(token)))).toBe(normal(token))
      }),
    )
  })

  it('[time.linear] takes linear time', () => {
    const spent = stopwatch()
    isExactNumber(`${'0'.repeat(500_000)}.${'0'.repeat(500_000)}e1`)
    isExactNumber(`1${'9'.repeat(1_000_000)}x`)
    expect(spent()).toBeLessThan(2_000)
  })
})
