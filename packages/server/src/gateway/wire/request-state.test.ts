import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  argumentsDigest,
  openState,
  type SealKey,
  type StateBinding,
  type StatePayload,
  sealState,
} from './request-state.ts'
import { createScan } from './scan.ts'

const key: SealKey = { id: 'k1', secret: Buffer.alloc(32, 7) }
const binding: StateBinding = { grant: 'g', server: 's', method: 'tools/call', name: 't', arguments: 'digest' }
const payload: StatePayload = {
  upstream: 'their own',
  round: 1,
  asked: ['confirm'],
  reservation: 'r-1',
  expires: 1000,
  nonce: Buffer.alloc(16, 3).toString('base64url'),
}
const sealed = sealState(key, binding, payload)

describe('a sealed state', () => {
  it('opens for the call it was sealed for', () => {
    expect(openState(key, binding, sealed, 999)).toEqual({ ok: true, payload })
    const bare = { ...payload, upstream: undefined }
    expect(openState(key, binding, sealState(key, binding, bare), 0)).toEqual({ ok: true, payload: bare })
  })

  it('carries any state of a server’s unread', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (upstream) => {
        const text = sealState(key, binding, { ...payload, upstream })
        expect(text).toMatch(/^pcs1\.k1\.[A-Za-z0-9_-]+$/)
        expect(openState(key, binding, text, 0)).toMatchObject({ payload: { upstream } })
      }),
    )
  })

  it('is too old at its expiry', () => {
    expect(openState(key, binding, sealed, 1000)).toEqual({ ok: false, failure: 'expired' })
  })

  it.each(['grant', 'server', 'method', 'name', 'arguments'] as const)(
    '[call.continuation] does not open for another %s',
    (part) => {
      expect(openState(key, { ...binding, [part]: 'other' }, sealed, 0)).toEqual({ ok: false, failure: 'forged' })
    },
  )

  it('does not open where parts only run together alike', () => {
    const text = sealState(key, { ...binding, grant: 'ab', server: 'c' }, payload)
    expect(openState(key, { ...binding, grant: 'a', server: 'bc' }, text, 0)).toMatchObject({ ok: false })
  })

  it('does not open with another key', () => {
    expect(openState({ ...key, secret: Buffer.alloc(32, 8) }, binding, sealed, 0)).toEqual({
      ok: false,
      failure: 'forged',
    })
    expect(openState({ ...key, id: 'k2' }, binding, sealed, 0)).toEqual({ ok: false, failure: 'unknown_key' })
  })

  it('[call.continuation] does not open with any character changed', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (let i = 0; i < sealed.length - 1; i += 1) {
      const other = letters[(letters.indexOf(sealed[i]!) + 1) % 64]!
      expect(openState(key, binding, sealed.slice(0, i) + other + sealed.slice(i + 1), 0)).toMatchObject({ ok: false })
    }
  })

  it.each(['', 'x', 'pcs1.k1.', 'pcs1.k1.AAAA', 'pcs2.k1.AAAA', `pcs1.k1.${'A'.repeat(300_000)}`, 'pcs1.k1.ä'])(
    'is not %s',
    (text) => {
      expect(openState(key, binding, text, 0)).toMatchObject({ ok: false })
    },
  )
})

describe('the digest of arguments', () => {
  const scan = createScan()
  const digest = (text: string): string => {
    const bytes = Buffer.from(text)
    return argumentsDigest({ bytes, spans: scan(bytes).spans })
  }

  it('covers their very bytes, and nothing else', () => {
    const one = digest('{"id":1,"params":{"arguments":{"a":1}}}')
    expect(digest('{"params":{"_meta":{},"arguments" : {"a":1}},"id":2}')).toBe(one)
    expect(digest('{"params":{"arguments":{"a":1.0}}}')).not.toBe(one)
    expect(digest('{"params":{"arguments":{"a": 1}}}')).not.toBe(one)
    // SHA-256 of nothing.
    expect(digest('{"params":{}}')).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU')
  })
})
