import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../../test/stopwatch.ts'
import { exactnessOf } from './exactness.ts'

/** Digits without outer zeros, and the power of ten of the last of them: exact, by big integers. */
function decimal(text: string): { digits: bigint; power: number } {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  let digits = BigInt(whole.replace('-', '') + fraction)
  let power = Number(exponent) - fraction.length
  if (digits === 0n) return { digits, power: 0 }
  while (digits % 10n === 0n) {
    digits /= 10n
    power += 1
  }
  // Never −0.
  return { digits, power: power + 0 }
}

const decimals = fc
  .tuple(
    fc.boolean(),
    fc.bigInt({ min: 0n, max: 10n ** 22n }),
    fc.option(fc.stringMatching(/^[0-9]{1,22}$/), { nil: undefined }),
    fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-', 'E-'), fc.integer({ min: 0, max: 330 })), {
      nil: undefined,
    }),
  )
  .map(([negative, whole, fraction, exponent]) => {
    const tail = exponent === undefined ? '' : `${exponent[0]}${exponent[1]}`
    return `${negative ? '-' : ''}${whole}${fraction === undefined ? '' : `.${fraction}`}${tail}`
  })

describe('exactness', () => {
  it.each([
    ['0', 'exact'],
    ['-0', 'exact'],
    ['0.000', 'exact'],
    ['0e999', 'exact'],
    ['20.0', 'exact'],
    ['1e2', 'exact'],
    ['0.10', 'exact'],
    ['123456789012345', 'exact'],
    ['1234567890123450', 'exact'],
    ['1000000000000000', 'exact'],
    ['1e15', 'exact'],
    ['1e-15', 'exact'],
    ['0.000000000000001', 'exact'],
    ['9.99999999999999E+15', 'exact'],
    ['1e16', 'inexact'],
    ['10000000000000000', 'inexact'],
    ['1e-16', 'inexact'],
    ['0.0000000000000001', 'inexact'],
    ['1234567890123456', 'inexact'],
    ['0.1234567890123456', 'inexact'],
    ['9007199254740993', 'inexact'],
    ['0.30000000000000004', 'inexact'],
    ['1e-400', 'inexact'],
    ['1.7976931348623157e308', 'inexact'],
    ['1.7976931348623159e308', 'out_of_range'],
    ['1e309', 'out_of_range'],
    ['-1e400', 'out_of_range'],
    ['1e99999999999999999999', 'out_of_range'],
    [`1${'0'.repeat(309)}`, 'out_of_range'],
  ])('judges %s as %s', (text, wanted) => {
    expect(exactnessOf(text)).toBe(wanted)
  })

  it('[exact.numbers] calls exact only what a double gives back as it was written', () => {
    fc.assert(
      fc.property(decimals, (text) => {
        const { digits, power } = decimal(text)
        const verdict = exactnessOf(text)
        expect(verdict === 'out_of_range').toBe(!Number.isFinite(Number(text)))
        if (verdict === 'exact') expect(decimal(String(Number(text)))).toEqual({ digits, power })
        const size = String(digits).length
        const small = size <= 15 && Math.abs(power + size - 1) <= 15
        if (verdict !== 'out_of_range') expect(verdict === 'exact').toBe(digits === 0n || small)
      }),
      { numRuns: 500 },
    )
  })

  it('takes a number of a million digits in its stride', () => {
    const spent = stopwatch()
    expect(exactnessOf(`0.${'0'.repeat(500_000)}${'1'.repeat(500_000)}`)).toBe('inexact')
    expect(exactnessOf(`1e${'9'.repeat(1_000_000)}`)).toBe('out_of_range')
    expect(spent()).toBeLessThan(3000)
  })
})
