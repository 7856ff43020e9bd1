import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import { compileRegex, MAX_TEXT_BYTES, type TextMatch } from './text-match.ts'

function regexOf(pattern: string): TextMatch {
  const compiled = compileRegex(pattern)
  if (!compiled.ok) throw new Error(compiled.flaw.message)
  return compiled.value
}

/** a and b without any order that a pattern could remember. */
function shuffled(length: number): string {
  let state = 1
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
    return state & 0x4000 ? 'a' : 'b'
  }).join('')
}

function regex(pattern: string): (text: string) => boolean | undefined {
  return regexOf(pattern).test
}

describe('regular expressions', () => {
  it.each(['(', '(?=a)', '(?<!a)b', '\\1', 'a{1001}', '((a{100}){100}){100}', 'x'.repeat(2_049)])(
    '%s is refused',
    (pattern) => {
      expect(compileRegex(pattern)).toMatchObject({ ok: false, flaw: { code: 'bad_regex' } })
    },
  )

  it('judge texts of up to 64 KiB of UTF-8', () => {
    expect(regex('a')('a'.repeat(MAX_TEXT_BYTES))).toBe(true)
    expect(regex('a')('a'.repeat(MAX_TEXT_BYTES + 1))).toBeUndefined()
    expect(regex('é')('é'.repeat(MAX_TEXT_BYTES / 2))).toBe(true)
    expect(regex('é')('é'.repeat(MAX_TEXT_BYTES / 2 + 1))).toBeUndefined()
    expect(regex('z')('\u{1F512}'.repeat(MAX_TEXT_BYTES / 4))).toBe(false)
    expect(regex('z')('\u{1F512}'.repeat(MAX_TEXT_BYTES / 4 + 1))).toBeUndefined()
    expect(regex('z')(`${'語'.repeat(21_845)}a`)).toBe(false)
    expect(regex('z')(`${'語'.repeat(21_845)}aa`)).toBeUndefined()
  })

  it('judge shorter texts where the pattern is large', () => {
    const large = regex('[ab]{1000}c')
    expect(large('a'.repeat(900))).toBe(false)
    expect(large('a'.repeat(60_000))).toBeUndefined()
  })

  it.each([
    '(a+)+$',
    '(a|a)*b',
    '(a|aa)+$',
    '(.*)*x',
    '(?:a?){100}a{100}',
    '([ab]*)*c',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '[ab]*a[ab]{100}$',
  ])('%s takes time linear in the text', (pattern) => {
    const { test, cost } = regexOf(pattern)
    const longest = Math.min(MAX_TEXT_BYTES, Math.floor(1_000_000 / cost))
    for (const text of ['a'.repeat(longest), 'ab'.repeat(longest).slice(0, longest), shuffled(longest)]) {
      const spent = stopwatch()
      expect(test(text)).toBeDefined()
      // Under 50 ms alone; a machine that runs other tests beside it needs more.
      expect(spent()).toBeLessThan(2_000)
    }
  })

  it('survive halves of surrogate pairs', () => {
    expect(regex('^.$')('\ud800')).toBe(true)
  })
})
