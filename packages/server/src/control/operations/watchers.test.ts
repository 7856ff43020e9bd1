/** Who may see how the gateway does. */
import { expect, it } from 'vitest'
import { digestToken } from '../../crypto/token.ts'
import { createWatchers } from './watchers.ts'

const TOKEN = 'x'.repeat(40)
const HERE = { networks: ['127.0.0.0/8', '::1/128'], tokenDigest: digestToken(TOKEN) }
const headers = (of: Record<string, string> = {}): Headers => new Headers(of)

it.each([
  ['this machine', '127.0.0.1', {}, true],
  ['this machine, written otherwise', '::ffff:127.0.0.1', {}, true],
  ['another machine', '10.0.0.7', {}, false],
  ['an unknown address', 'unknown', {}, false],
  ['a proxy on this machine that nobody trusts', '127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }, false],
  ['the same, by another header', '127.0.0.1', { forwarded: 'for=203.0.113.9' }, false],
  ['anybody with the token', '203.0.113.9', { authorization: `Bearer ${TOKEN}` }, true],
  ['anybody with another token', '203.0.113.9', { authorization: `Bearer ${TOKEN}y` }, false],
])('%s', (_who, address, given, may) => {
  expect(createWatchers(HERE, false)(headers(given), address)).toBe(may)
})

it('goes by the client’s address where the proxy is trusted', () => {
  const may = createWatchers({ networks: ['10.0.0.0/8'], tokenDigest: undefined }, true)
  expect(may(headers({ 'x-forwarded-for': '10.0.0.7' }), '10.0.0.7')).toBe(true)
  expect(may(headers({ 'x-forwarded-for': '203.0.113.9' }), '203.0.113.9')).toBe(false)
})

it('lets nobody in without a token where no network is named, and no digest is', () => {
  const may = createWatchers({ networks: [], tokenDigest: undefined }, false)
  expect(may(headers(), '127.0.0.1')).toBe(false)
  expect(may(headers({ authorization: `Bearer ${TOKEN}` }), '127.0.0.1')).toBe(false)
})
