import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyedDigester } from './keyed-digest.ts'

const wellFormed = fc.string({ unit: 'grapheme', maxLength: 200 })

describe('a keyed digest', () => {
  it('is HMAC-SHA-256 as Node computes it, under the hexadecimal key', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.array(wellFormed, { maxLength: 5 }),
        wellFormed,
        (bytes, place, text) => {
          const key = Buffer.from(bytes)
          const expected = createHmac('sha256', key.toString('hex'))
            .update(JSON.stringify(place) + text)
            .digest('base64url')
          expect(keyedDigester(key).for(place)(text)).toBe(expected.slice(0, 22))
        },
      ),
    )
  })

  it('does not let a place run over into the text', () => {
    const digester = keyedDigester(randomBytes(32))
    expect(digester.for(['a', 'b'])('c')).not.toBe(digester.for(['a'])('bc'))
    expect(digester.for(['a'])('b"]')).not.toBe(digester.for(['a"]b'])(''))
    expect(digester.for(['ab'])('c')).toBe(digester.for(['ab'])('c'))
  })

  it('depends on the key', () => {
    expect(keyedDigester(randomBytes(32)).for([])('x')).not.toBe(keyedDigester(randomBytes(32)).for([])('x'))
  })

  it('wants a key of 32 bytes', () => {
    expect(() => keyedDigester(randomBytes(16))).toThrow('32 bytes')
  })
})
