import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../../../test/stopwatch.ts'
import { readChallenge, readScope } from './challenge.ts'

describe('a challenge', () => {
  it.each([
    ['Bearer', {}],
    ['bearer scope="a b"', { scope: ['a', 'b'] }],
    ['Bearer realm="x", scope=a,resource_metadata="https://a/b"', { scope: ['a'], resourceMetadata: 'https://a/b' }],
    ['Basic realm="a, Bearer scope=evil", Bearer error="invalid_token"', { error: 'invalid_token' }],
    ['Bearer error="insufficient_scope", scope="w", Basic scope="no"', { error: 'insufficient_scope', scope: ['w'] }],
    ['Bearer scope="a \\"b\\" c"', { scope: ['a', 'c'] }],
    ['Bearer scope="one", scope="two"', { scope: ['one'] }],
    ['DPoP algs="ES256", Bearer SCOPE="x"', { scope: ['x'] }],
    ['Bearer scope=""', { scope: [] }],
    ['Negotiate abc==, Bearer scope="x"', undefined],
  ])('is read: %s', (field, wanted) => {
    const none = { scope: undefined, error: undefined, resourceMetadata: undefined }
    expect(readChallenge(field)).toEqual(wanted && { ...none, ...wanted })
  })

  it.each(['', 'Basic realm="x"', 'Bearerscope="x"', '"Bearer"', ', , ='])('is none: %s', (field) => {
    expect(readChallenge(field)).toBeUndefined()
  })

  it('is read in linear time, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3000 }), (field) => {
        readChallenge(`Bearer ${field}`)
      }),
    )
    const spent = stopwatch()
    for (const piece of [' ', ',', '"', '\\"', 'a=', 'Bearer ', '= ']) readChallenge(piece.repeat(100_000))
    expect(spent()).toBeLessThan(1_000)
  })
})

describe('scopes', () => {
  it('are each there once, and only those that can be one', () => {
    expect(readScope('a b  a "c" d\\e é f')).toEqual(['a', 'b', 'f'])
    expect(readScope(Array.from({ length: 300 }, (_, n) => `s${n}`).join(' '))).toHaveLength(100)
  })
})
