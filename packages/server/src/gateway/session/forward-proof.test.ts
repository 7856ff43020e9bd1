import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createForwardProofs, type ForwardedRequest } from './forward-proof.ts'

const key = randomBytes(32)
const NOW = Date.UTC(2026, 0, 1)
const REQUEST: ForwardedRequest = {
  method: 'POST',
  url: '/mcp/shop',
  host: 'gate.example',
  origin: undefined,
  authorization: 'Bearer x',
  sessionId: 'ps1.x',
}
const at = (self: string, now = NOW, by = key) => createForwardProofs(by, self, () => now)

describe('the proof of a forwarded request', () => {
  const proof = at('b').make('a', REQUEST, '2001:db8::1')

  it('[across.proved] tells the gateway that is meant where the client is', () => {
    expect(at('a').judge(proof, REQUEST)).toEqual({ address: '2001:db8::1' })
    expect(at('a', NOW + 30_000).judge(proof, REQUEST)).toEqual({ address: '2001:db8::1' })
    expect(at('a', NOW - 30_000).judge(proof, REQUEST)).toEqual({ address: '2001:db8::1' })
  })

  it('says so where the address is not known, or not written as one', () => {
    for (const address of [undefined, '', 'fe80::1%eth0', 'unix']) {
      expect(at('a').judge(at('b').make('a', REQUEST, address), REQUEST)).toEqual({ address: undefined })
    }
  })

  it('[across.proved] proves nothing elsewhere, later, earlier, by another key, or changed', () => {
    expect(at('c').judge(proof, REQUEST)).toBe('misdirected')
    const forged = [
      at('a', NOW + 30_001).judge(proof, REQUEST),
      at('a', NOW - 30_001).judge(proof, REQUEST),
      at('a', NOW, randomBytes(32)).judge(proof, REQUEST),
      at('a').judge(proof.replace('2001:db8::1', '2001:db8::2'), REQUEST),
      at('a').judge(proof.replace(String(NOW), String(NOW + 1)), REQUEST),
      at('a').judge(proof.slice(0, -1), REQUEST),
      at('a').judge(`${proof} `, REQUEST),
      at('a').judge('', REQUEST),
      at('a').judge('a '.repeat(1000), REQUEST),
    ]
    expect(new Set(forged)).toEqual(new Set(['forged']))
  })

  it.each(Object.keys(REQUEST))('[across.proved] is for that %s only', (member) => {
    expect(at('a').judge(proof, { ...REQUEST, [member]: 'another' })).toBe('forged')
  })
})
