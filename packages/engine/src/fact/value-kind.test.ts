import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountFromNumber } from '../limit/amount.ts'
import { kindOf, readKind } from './value-kind.ts'

describe('the kind of a value', () => {
  it.each([
    [null, 'z'],
    [true, 'b'],
    ['', 's0'],
    ['a', 's1'],
    ['12345678', 's4'],
    ['😀', 's1'],
    [[], 'a0'],
    [{ a: 1, b: 2 }, 'o2'],
    [0, 'n0'],
    [-0, 'n0'],
    [1, 'n1'],
    [1.000001, 'n2'],
    [50, 'n50'],
    [-50, 'n-50~'],
    [1e-7, 'n0.000001~'],
    [1e300, 'nmax~'],
    [0.1234567, 'n0.2~'],
  ])('of %j is %s', (value, kind) => {
    expect(kindOf(value)).toBe(kind)
  })

  it('marks what is not kept as it was written', () => {
    expect([kindOf(1, true), kindOf([1], true), kindOf({ a: 1 }, true)]).toEqual(['n!', 'a1!', 'o1!'])
    expect(readKind('n!')).toMatchObject({ type: 'number', inexact: true, range: undefined })
  })

  it('holds for the value that it was made of', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.constantFrom(1, 2, 5, 10, -5, 9e15, 1e16),
    )
    fc.assert(
      fc.property(number, (value) => {
        const kind = readKind(kindOf(value))
        const { from = Number.NaN, to = Number.NaN, closed } = kind?.range ?? {}
        expect(closed === 'to' ? value > from : value >= from).toBe(true)
        expect(closed === 'from' ? value < to : value <= to).toBe(true)
        expect(kind?.countable).toBe(amountFromNumber(value) !== undefined)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const { least = Number.NaN, most = Number.NaN } = readKind(kindOf(text))?.size ?? {}
        const size = [...text].length
        expect(least <= size && size <= most).toBe(true)
      }),
    )
  })

  it.each(['', 'x', 'n', 'n3', 's', 's-1', 's100', 'b1', 'n50!', '__proto__', 'n1e999'])('%j is none', (text) => {
    expect(readKind(text)).toBeUndefined()
  })
})
