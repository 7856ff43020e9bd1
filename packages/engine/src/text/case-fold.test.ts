import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseFold } from './case-fold.ts'

describe('folding case', () => {
  it.each([
    ['Straße', 'STRASSE'],
    ['ẞ', 'ss'],
    ['ΟΔΟΣ', 'οδος'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['İ', 'i\u0307'],
    ['E\u0301', 'é'],
    ['ﬁ', 'FI'],
    ['\u212a', 'k'],
  ])('%s and %s are equal', (left, right) => {
    expect(caseFold(left)).toBe(caseFold(right))
  })

  it.each([
    ['ı', 'i'],
    ['e', 'é'],
    ['а', 'a'],
  ])('%s and %s are not', (left, right) => {
    expect(caseFold(left)).not.toBe(caseFold(right))
  })

  it('is stable for every character of Unicode', () => {
    const unstable: string[] = []
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue
      const folded = caseFold(String.fromCodePoint(code))
      if (caseFold(folded) !== folded) unstable.push(code.toString(16))
    }
    expect(unstable).toEqual([])
  })

  it('is stable for texts, and keeps the parts of a text its parts', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'Σ', 'ς', 'ß', 'İ', 'E', 'ǆ', 'ﬃ', ' ') })
    fc.assert(
      fc.property(texts, texts, texts, (before, part, after) => {
        expect(caseFold(caseFold(part))).toBe(caseFold(part))
        expect(caseFold(before + part + after)).toContain(caseFold(part))
      }),
    )
  })
})
