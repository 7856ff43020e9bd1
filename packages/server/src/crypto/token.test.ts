import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  digestToken,
  findTokens,
  isSecret,
  isToken,
  mintSecret,
  mintToken,
  type SecretKind,
  sameSecret,
  secretDigest,
  tokenDigest,
  tokenPattern,
} from './token.ts'

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array))

describe('a grant token', () => {
  test('has one form, and proves its own', () => {
    fc.assert(
      fc.property(bytes, (secret) => {
        const token = mintToken(secret)
        expect(token).toMatch(tokenPattern)
        expect(token).toHaveLength(52)
        expect(isToken(token)).toBe(true)
        expect(tokenDigest(token)).toBe(createHash('sha256').update(token).digest('hex'))
      }),
    )
  })

  test('is the same for the same bytes only', () => {
    expect(mintToken(Buffer.alloc(32))).toBe(`pc_${'0'.repeat(43)}25OK1Q`)
    expect(mintToken(Buffer.alloc(32, 0xff))).toMatch(tokenPattern)
    const minted = new Set(Array.from({ length: 1000 }, () => mintToken()))
    expect(minted.size).toBe(1000)
  })

  test('with any one character changed, two neighbours swapped, or another length is none', () => {
    fc.assert(
      fc.property(bytes, fc.nat(51), fc.constantFrom(...'0aZ_- é\n'), (secret, at, character) => {
        const token = mintToken(secret)
        const changed = token.slice(0, at) + character + token.slice(at + 1)
        expect(isToken(changed)).toBe(changed === token)
        const swapped = token.slice(0, at) + (token[at + 1] ?? '') + (token[at] ?? '') + token.slice(at + 2)
        expect(isToken(swapped)).toBe(swapped === token)
        for (const other of [token.slice(0, at), `${token}0`, ` ${token}`, `${token}\n`, token.toUpperCase()]) {
          expect(tokenDigest(other)).toBeUndefined()
        }
      }),
    )
  })

  test('is found in any text, and nothing else is', () => {
    fc.assert(
      fc.property(bytes, fc.string(), fc.string(), (secret, before, after) => {
        const token = mintToken(secret)
        const text = `${before} ${token} ${after}`
        expect(findTokens(text)).toContain(before.length + 1)
        expect(findTokens(text.replace(token, `${token.slice(0, -1)}!`))).toEqual([])
      }),
    )
    expect(findTokens(`pc_${mintToken()}, "${mintToken()}"`)).toEqual([3, 58])
    expect(findTokens('pc_'.repeat(10_000))).toEqual([])
  })
})

test('a secret of one kind is none of another', () => {
  const kinds: readonly SecretKind[] = ['grant', 'apiKey', 'access', 'refresh', 'invitation', 'setUp', 'sessionKey']
  const same = Buffer.alloc(32, 7)
  for (const kind of kinds) {
    const secret = mintSecret(kind, same)
    expect(kinds.filter((other) => isSecret(other, secret))).toEqual([kind])
    expect(secretDigest(kind, secret)).toBe(digestToken(secret))
    expect(secretDigest(kind, `${secret} `)).toBeUndefined()
    expect(findTokens(`token=${secret}`)).toEqual([6])
  }
})

test('secrets are compared whole', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(sameSecret(a, b)).toBe(a === b)
      expect(sameSecret(a, a)).toBe(true)
    }),
  )
  expect(digestToken('')).toHaveLength(64)
})
