import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import { covers, matches, nameTokens, overlap, type Pattern, parsePattern } from './pattern.ts'

function pattern(text: string): Pattern {
  const parsed = parsePattern(text)
  if (!parsed.ok) throw new Error(parsed.flaw.message)
  return parsed.value
}

function isMatch(text: string, name: string): boolean {
  return matches(pattern(text), nameTokens(name))
}

const SPECIAL: Readonly<Record<string, string>> = { '*': '.*', '?': '.' }
const texts = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 8 })
const names = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })

function reference(text: string): RegExp {
  return new RegExp(`^${text.replace(/[*?]/g, (wildcard) => SPECIAL[wildcard] ?? '')}$`, 'su')
}

describe('patterns', () => {
  it('match as the equivalent regular expressions do', () => {
    fc.assert(
      fc.property(texts, names, (text, name) => {
        expect(isMatch(text, name)).toBe(reference(text).test(name))
      }),
      { numRuns: 2_000 },
    )
  })

  it('overlap where, and only where, some name is matched by both', () => {
    const short = ['', 'a', 'b'].flatMap((x) =>
      ['', 'a', 'b'].flatMap((y) => ['', 'a', 'b'].flatMap((z) => ['', 'a', 'b'].map((w) => x + y + z + w))),
    )
    const small = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(small, small, (left, right) => {
        const both = short.some((name) => isMatch(left, name) && isMatch(right, name))
        if (both) expect(overlap(pattern(left), pattern(right))).toBe(true)
        expect(overlap(pattern(left), pattern(right))).toBe(overlap(pattern(right), pattern(left)))
        const longest = left.length + right.length <= 4
        if (longest && !both) expect(overlap(pattern(left), pattern(right))).toBe(false)
      }),
      { numRuns: 1_000 },
    )
  })

  it('that cover another match all that it matches', () => {
    fc.assert(
      fc.property(texts, texts, names, (outer, inner, name) => {
        if (covers(pattern(outer), pattern(inner)) && isMatch(inner, name)) expect(isMatch(outer, name)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('cover themselves, and a star covers everything', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(covers(pattern(text), pattern(text))).toBe(true)
        expect(covers(pattern('*'), pattern(text))).toBe(true)
      }),
    )
  })

  it.each([
    ['delete_*', undefined, 7],
    ['a\\*b', 'a*b', 3],
    ['?', undefined, 0],
    ['\u{1F512}?', undefined, 1],
  ])('%s has the exact name %s and %d literal characters', (text, exact, literals) => {
    expect(pattern(text)).toMatchObject({ exact, literals })
  })

  it.each(['', 'a\\', 'a\\b', 'a\u0000', 'x'.repeat(257)])('refuses %j', (text) => {
    expect(parsePattern(text)).toMatchObject({ ok: false, flaw: { code: 'bad_pattern' } })
  })

  it('[time.linear] takes bounded time over a hostile name', () => {
    const spent = stopwatch()
    expect(isMatch(`${'*a'.repeat(127)}b`, 'a'.repeat(1_024))).toBe(false)
    expect(spent()).toBeLessThan(1_000)
  })
})
