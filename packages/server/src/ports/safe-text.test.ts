import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import { safeName, safeUri } from './safe-text.ts'

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

describe('a safe name', () => {
  it.each([
    ['create_coupon_code', 'create_coupon_code'],
    ['Größe 日本 😀', 'Größe 日本 😀'],
    ['', ''],
    ['a\nb\u001b[2Jc', 'a\ufffdb\ufffd[2Jc'],
    ['zero\u200bwidth \u202eright', 'zero\ufffdwidth \ufffdright'],
    ['tag\u{e0041}', 'tag\ufffd'],
    ['\ud800lone', '\ufffdlone'],
    ['line\u2028par\u2029', 'line\ufffdpar\ufffd'],
    ['c1\u009b', 'c1\ufffd'],
  ])('%j → %j', (name, safe) => expect(safeName(name)).toBe(safe))

  it('has 128 characters at most', () => {
    expect(safeName('x'.repeat(128))).toBe('x'.repeat(128))
    expect(safeName('x'.repeat(129))).toBe(`${'x'.repeat(127)}…`)
    expect(Array.from(safeName('😀'.repeat(200)))).toEqual([...Array.from({ length: 127 }, () => '😀'), '…'])
  })

  it('shows nothing that cannot be seen, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const safe = safeName(text)
        expect(Array.from(safe).length).toBeLessThanOrEqual(128)
        expect(unseen.test(safe)).toBe(false)
        expect(safeName(safe)).toBe(safe)
      }),
    )
  })

  it('does not read long text to its end', () => {
    const long = '\n'.repeat(10_000_000)
    const spent = stopwatch()
    for (let i = 0; i < 100; i++) safeName(long)
    expect(spent()).toBeLessThan(1_000)
  })
})

describe('a safe URI', () => {
  const digest = (text: string) => `[${text.length}]`
  it.each([
    ['https://Example.com/a?b=c#d', 'https://example.com/~[27]'],
    ['HTTP://user:secret@host.example:8080/x', 'http://host.example:8080/~[38]'],
    ['https://user@evil@host/x', 'https://host/~[24]'],
    ['file:///etc/passwd', 'file:///~[18]'],
    ['https://[2001:db8::1]:443/', 'https://[2001:db8::1]:443/~[26]'],
    ['note:secret', 'note:~[11]'],
    ['no scheme at all', '~[16]'],
    ['https://ho st\n/x', 'https:///~[16]'],
    ['https://\u202ehost/', 'https:///~[14]'],
    ['', '~[0]'],
  ])('%j → %j', (uri, safe) => expect(safeUri(uri, digest)).toBe(safe))

  it('shows only a scheme and a host, whatever the text', () => {
    const scheme = fc.constantFrom('https', 'file', 'x-y', '', 'ht tp')
    fc.assert(
      fc.property(scheme, fc.string({ unit: 'binary', maxLength: 60 }), (head, rest) => {
        expect(safeUri(`${head}:${rest}`, () => 'D')).toMatch(
          /^(?:[a-z][a-z0-9+.-]*:(?:\/\/[A-Za-z0-9._~:[\]-]*\/)?)?~D$/,
        )
      }),
    )
  })
})
