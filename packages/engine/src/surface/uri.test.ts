import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import { readUri } from './uri.ts'
import { looseCandidates } from './uri-looseness.ts'

describe('an address is judged in one form only', () => {
  it.each([
    ['file:///srv/docs/a%20b.txt', 'file:///srv/docs/a%20b.txt'],
    ['file:///caf%C3%A9', 'file:///café'],
    ['file:///café', 'file:///café'],
    ['https://example.com', 'https://example.com'],
    ['https://example.com:8443/a?b=c#d', 'https://example.com:8443/a?b=c#d'],
    ['http://127.0.0.1:3000/a', 'http://127.0.0.1:3000/a'],
    ['http://[::1]/a', 'http://[::1]/a'],
    ['github://Owner/Repo', 'github://Owner/Repo'],
    ['urn:isbn:0451450523', 'urn:isbn:0451450523'],
    ['test://template/a..b/data', 'test://template/a..b/data'],
    ['note://über', 'note://über'],
  ])('%s', (text, judged) => {
    expect(readUri(text)).toEqual({ ok: true, value: judged })
  })

  it.each([
    'FILE:///etc/passwd',
    'file:/etc/passwd',
    'file://localhost/etc/passwd',
    'file:///srv/../etc/passwd',
    'file:///srv/./a',
    'file:///srv/..',
    'file:///srv/..;x/a',
    'file:///srv/%2e%2e/etc/passwd',
    'file:///srv/%2E%2E/etc/passwd',
    'file:///srv%2Fetc',
    'file:///srv%2fetc',
    'file:///srv%5Cetc',
    'file:///srv\\etc',
    'file:///srv/%65tc',
    'file:///srv/%C0%AFetc',
    'file:///srv/%c3%a9',
    'file:///srv/%252e%252e/etc',
    'file:///srv/%25%32%65/etc',
    'file:///srv/%00',
    'file:///srv/%zz',
    'file:///srv/%',
    'file:///srv/a b',
    'file:///srv/a\tb',
    'file:///srv/a\u200bb',
    'file:///srv/cafe\u0301',
    'file:///srv／etc',
    'file:///srv/．．/etc',
    'file:///srv#/../etc',
    'file:///srv?/../etc',
    'https://EXAMPLE.com/',
    'https://example.com:443/',
    'https://example.com:0443/',
    'https://example.com./',
    'https://user@example.com/',
    'https://good.example@evil.example/',
    'https://evil.example?.good.example/',
    'https://evil.example#.good.example/',
    'https:example.com/',
    'https:/example.com/',
    'https:///example.com/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://127.1/',
    'http://127.0.0.01/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::0001]/',
    'http://ex\u00ADample.com/',
    '//example.com/x',
    '../x',
    '',
    `file:///${'a'.repeat(9_000)}`,
  ])('%.60s is refused', (text) => {
    expect(readUri(text).ok).toBe(false)
  })

  it('reads hostile texts in linear time', () => {
    for (const piece of ['%25', '../', '.', 'é', '\u0301', '%C3%A9', '/.']) {
      const text = `file:///${piece.repeat(Math.floor(8_000 / piece.length))}`
      const spent = stopwatch()
      for (let turn = 0; turn < 20; turn++) {
        readUri(text)
        looseCandidates(text)
      }
      expect(spent()).toBeLessThan(1_000)
    }
  })

  it('takes nothing that a browser would write differently', () => {
    const part = fc.string({ unit: fc.constantFrom(...'abA./%2eE:@?#\\[]é~ -_0') })
    fc.assert(
      fc.property(fc.constantFrom('http:', 'https:', 'file:', 'ftp:'), part, (scheme, rest) => {
        const text = `${scheme}//${rest}`
        if (!readUri(text).ok) return
        expect(URL.canParse(text)).toBe(true)
        const { href } = new URL(text)
        expect([href, href.replace(/\/$/, '')]).toContain(text.replace(/[^\0-\x7f]+/g, encodeURIComponent))
      }),
      { numRuns: 3_000 },
    )
  })
})
