import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import { absorbs, overlaps, parseUriPattern, uriTokens } from './uri-pattern.ts'
import { templateTokens } from './uri-template.ts'

const tokens = (text: string) => {
  const parsed = parseUriPattern(text)
  if (!parsed.ok) throw new Error(parsed.flaw.message)
  return parsed.value.tokens
}
const fits = (pattern: string, text: string): boolean => absorbs(tokens(pattern), uriTokens(text))

describe('patterns of addresses', () => {
  it.each([
    ['file:///srv/*', 'file:///srv/a', true],
    ['file:///srv/*', 'file:///srv/', true],
    ['file:///srv/*', 'file:///srv/a/b', false],
    ['file:///srv/*', 'file:///srv/a?b', false],
    ['file:///srv/*', 'file:///srv/a#b', false],
    ['file:///srv/**', 'file:///srv/a/b', true],
    ['file:///srv/**', 'file:///srv', false],
    ['file:///srv/**', 'file:///srvx/a', false],
    ['file:///**/*.md', 'file:///a/b/c.md', true],
    ['file:///**/*.md', 'file:///c.md', false],
    ['file:///a/*/c/**', 'file:///a/b/c/d/e', true],
    ['file:///a/*/c/**', 'file:///a/b/x/c/d', false],
    ['https://*.example.com/**', 'https://a.example.com/x/y', true],
    ['https://*.example.com/**', 'https://evil.test/.example.com/x', false],
    ['https://example.com/q?id=*', 'https://example.com/q?id=7', true],
    ['https://example.com/q?id=*', 'https://example.com/qxid=7', false],
    ['note://caf%C3%A9/*', 'note://café/1', true],
    ['**', 'urn:isbn:1', true],
    ['http://localhost:*/x', 'http://localhost:3000/x', true],
  ])('%s and %s', (pattern, text, expected) => {
    expect(fits(pattern, text)).toBe(expected)
  })

  it.each([
    '',
    'file:///srv/../a',
    'FILE:///a',
    'https://**.example.com/x',
    'file:///a b',
    'https://EXAMPLE.com/*',
    'a'.repeat(1_025),
  ])('%s is refused', (text) => {
    expect(parseUriPattern(text).ok).toBe(false)
  })

  it.each([
    ['test://template/*/data', 'test://template/{id}/data', true],
    ['test://template/1/data', 'test://template/{id}/data', true],
    ['test://template/1/2/data', 'test://template/{id}/data', false],
    ['test://template/1/2/data', 'test://template/{+id}/data', true],
    ['file:///srv/**', 'file:///{+path}', true],
    ['file:///srv/**', 'note://{id}', false],
    ['https://example.com/search?q=*', 'https://example.com/search{?q}', true],
  ])('%s may be an address of the template %s: %s', (pattern, template, expected) => {
    expect(overlaps(tokens(pattern), templateTokens(template))).toBe(expected)
    expect(overlaps(templateTokens(template), tokens(pattern))).toBe(expected)
  })

  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '**', '?') }).map((text) => `x:${text}`)
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '?') }).map((rest) => `x:${rest}`)

  it('matches as a regular expression does', () => {
    const regex = (glob: string): RegExp =>
      new RegExp(
        `^${glob.replace(/\*\*+|\*|\?/g, (found) => (found === '?' ? '\\?' : found === '*' ? '[^/?#]*' : '.*'))}$`,
        'su',
      )
    fc.assert(
      fc.property(pattern, text, (glob, candidate) => {
        expect(fits(glob, candidate)).toBe(regex(glob).test(candidate))
      }),
    )
  })

  it('what absorbs a pattern matches all that it matches, and what both match overlaps', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (outer, inner, candidate) => {
        const both = fits(outer, candidate) && fits(inner, candidate)
        if (both) expect(overlaps(tokens(outer), tokens(inner))).toBe(true)
        if (absorbs(tokens(outer), tokens(inner)) && fits(inner, candidate)) expect(fits(outer, candidate)).toBe(true)
      }),
    )
  })

  it('is quick with hostile texts', () => {
    const spent = stopwatch()
    for (let turn = 0; turn < 10; turn++) fits('file:///*a*a*a*a*a**a**a**b', `file:///${'a'.repeat(8_000)}`)
    expect(spent()).toBeLessThan(1_000)
  })
})
