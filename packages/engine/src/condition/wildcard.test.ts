import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import { RUNS } from '../samples.contract.ts'
import { compileWildcard } from './wildcard.ts'

// Many runs: a busy machine needs its time.
vi.setConfig({ testTimeout: 120_000 })

function matches(pattern: string, text: string): boolean {
  const wildcard = compileWildcard(pattern)
  if (!wildcard.ok) throw new Error(wildcard.flaw.message)
  return wildcard.value.test(text)
}

describe('patterns of texts', () => {
  it('match as the regular expression of the same meaning does', () => {
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '\u{1F512}'), maxLength: 12 })
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const regex = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'su')
        expect(matches(pattern, text)).toBe(regex.test(text))
      }),
      { numRuns: RUNS },
    )
  })

  it.each(['a\\b', '\\', 'x'.repeat(1_025)])('%s is refused', (pattern) => {
    expect(compileWildcard(pattern)).toMatchObject({ ok: false, flaw: { code: 'bad_value' } })
  })

  it('take no more steps than they say', () => {
    const spent = stopwatch()
    expect(matches(`${'*a'.repeat(200)}*b`, 'a'.repeat(100_000))).toBe(false)
    expect(matches(`*${'a'.repeat(100)}b*`, 'a'.repeat(60_000))).toBe(false)
    expect(spent()).toBeLessThan(1_000)
  })
})
