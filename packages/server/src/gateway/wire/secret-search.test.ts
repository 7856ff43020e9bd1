import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../../test/stopwatch.ts'
import { byteByByte, cuts, inPieces } from './pieces.contract.ts'
import { compileSecrets, type SecretSearch } from './secret-search.ts'

const SECRET = 'sk_live_51H/xyz"ABC<déf>'

function search(...secrets: string[]): SecretSearch {
  const prepared = compileSecrets(secrets)
  if (prepared === undefined) throw new Error('nothing to search for')
  return prepared
}

function inStream(prepared: SecretSearch, pieces: readonly Buffer[]): boolean {
  const stream = prepared.stream()
  let found = false
  for (const piece of pieces) found = stream.push(piece)
  return found
}

describe('a search for secrets', () => {
  it.each<[string, string]>([
    ['as it is', `Authorization: ${SECRET}!`],
    ['as JSON', JSON.stringify({ echo: `token ${SECRET}` })],
    ['as JSON with escaped slashes', JSON.stringify(SECRET).replaceAll('/', '\\/')],
    ['as JSON in ASCII', JSON.stringify(SECRET).replace('é', '\\u00e9')],
    ['as JSON in ASCII, upper case', JSON.stringify(SECRET).replace('é', '\\u00E9')],
    ['as JSON safe for HTML', JSON.stringify(SECRET).replace('<', '\\u003c').replace('>', '\\u003e')],
    ['in Base64', Buffer.from(SECRET).toString('base64')],
    ['in Base64 behind one byte', Buffer.from(`x${SECRET}`).toString('base64')],
    ['in Base64 within other text', Buffer.from(`user:${SECRET} and so on`).toString('base64')],
    ['in base64url behind two bytes', Buffer.from(`xy${SECRET}?`).toString('base64url')],
  ])('finds one %s', (_how, text) => {
    const prepared = search(SECRET)
    expect(prepared.found(Buffer.from(text))).toBe(true)
    expect(inStream(prepared, byteByByte(Buffer.from(text)))).toBe(true)
  })

  it('does not look for short ones', () => {
    expect(compileSecrets(['seven77', '', 'abc'])).toBeUndefined()
    expect(search('seven77', 'eight888').found(Buffer.from('seven77'))).toBe(false)
  })

  it('finds a long one by its end', () => {
    const token = `eyJhbGciOiJIUzI1NiJ9.${'payload'.repeat(200)}.signature-of-it`
    const prepared = search(token)
    expect(prepared.found(Buffer.from(`x ${token}`))).toBe(true)
    expect(prepared.found(Buffer.from(Buffer.from(`x ${token}`).toString('base64')))).toBe(true)
    expect(prepared.found(Buffer.from('eyJhbGciOiJIUzI1NiJ9.payload'))).toBe(false)
    expect(search('ü'.repeat(60)).found(Buffer.from(JSON.stringify('ü'.repeat(60))))).toBe(true)
  })

  const secret = fc.string({ minLength: 8, maxLength: 20, unit: fc.constantFrom('a', 'b', 'ab', 'é', '"', '/') })

  it('[secrets.leak] finds any of several anywhere, however the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 3 }),
        fc.string(),
        fc.string(),
        cuts,
        (secrets, before, after, places) => {
          const prepared = search(...secrets)
          const chosen = secrets[before.length % secrets.length]!
          for (const form of [
            chosen,
            JSON.stringify(chosen),
            Buffer.from(before + chosen + after).toString('base64'),
          ]) {
            const bytes = Buffer.from(before + form + after)
            expect(prepared.found(bytes)).toBe(true)
            expect(inStream(prepared, inPieces(bytes, places))).toBe(true)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('finds exactly what looking for each form by itself finds', () => {
    const letters = fc.string({ minLength: 8, maxLength: 10, unit: fc.constantFrom('a', 'b') })
    const texts = fc.string({ maxLength: 60, unit: fc.constantFrom('a', 'b') })
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 4 }), texts, (secrets, text) => {
        expect(search(...secrets).found(Buffer.from(text))).toBe(secrets.some((one) => text.includes(one)))
      }),
      { numRuns: 200 },
    )
  })

  it('goes on saying so, once one was found', () => {
    const stream = search(SECRET).stream()
    expect(stream.push(Buffer.from(SECRET))).toBe(true)
    expect(stream.push(Buffer.from('nothing'))).toBe(true)
  })

  it('[time.linear] takes linear time on what nearly matches', () => {
    const prepared = search(`${'a'.repeat(40)}b`)
    const spent = stopwatch()
    expect(prepared.found(Buffer.from('a'.repeat(5_000_000)))).toBe(false)
    expect(spent()).toBeLessThan(3000)
  })
})
