import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { base32, codeOf, codeUri, mintCodeSecret, stepAt, stepOfCode } from './one-time-code.ts'

/** The secret of both RFCs' test vectors. */
const secret = base32(Buffer.from('12345678901234567890'))

describe('a one-time code', () => {
  test('base 32 is that of RFC 4648, section 10', () => {
    const vectors = {
      '': '',
      f: 'MY',
      fo: 'MZXQ',
      foo: 'MZXW6',
      foob: 'MZXW6YQ',
      fooba: 'MZXW6YTB',
      foobar: 'MZXW6YTBOI',
    }
    for (const [text, wanted] of Object.entries(vectors)) expect(base32(Buffer.from(text))).toBe(wanted)
  })

  test('is that of RFC 4226, appendix D', () => {
    const wanted = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489']
    expect(wanted.map((_code, step) => codeOf(secret, step))).toEqual(wanted)
  })

  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i seconds is that of RFC 6238, appendix B', (seconds, wanted) => {
    expect(codeOf(secret, stepAt(seconds * 1000))).toBe(wanted)
  })

  test('is good in its own step and the neighbours, once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 60_000_000 }), fc.integer({ min: -3, max: 3 }), (step, away) => {
        const own = mintCodeSecret()
        const now = step * 30_000 + 17
        const found = stepOfCode(own, codeOf(own, step + away), 0, now)
        if (Math.abs(away) <= 1) expect(found).toBeDefined()
        if (found !== undefined) expect(stepOfCode(own, codeOf(own, found), found, now)).not.toBe(found)
      }),
      { numRuns: 50 },
    )
    expect(stepOfCode(secret, '', 0, 0)).toBeUndefined()
    expect(stepOfCode(secret, '7552240', -1, 0)).toBeUndefined()
  })

  test('is taught to an app by an address', () => {
    expect(codeUri('ABC', 'Portcullis', 'a b@example.com')).toBe(
      'otpauth://totp/Portcullis:a%20b%40example.com?secret=ABC&issuer=Portcullis',
    )
  })
})
