/** The search itself: it finds what it is for. */

import { expect, it } from 'vitest'
import { mintSecret } from '../../packages/server/src/crypto/token.ts'
import { ownSecrets, tracesOf } from './traces.ts'

const value = 'a pass phrase, ünlike "others" / + 7'
const secret = { name: 'a pass phrase', value }

it.each([
  ['as it is', value],
  ['in Base64', Buffer.from(value).toString('base64')],
  ['in the middle of Base64', Buffer.from(`ab${value}cd`).toString('base64')],
  ['in Base64 for addresses', Buffer.from(`a${value}`).toString('base64url')],
  ['escaped in an address', `?q=${encodeURIComponent(value)}&`],
  ['in a form', new URLSearchParams({ value }).toString()],
  ['in JSON', JSON.stringify({ value })],
  ['in hex', Buffer.from(value).toString('hex')],
  ['in the other hex', Buffer.from(value).toString('hex').toUpperCase()],
])('finds a secret %s', (where, text) => {
  const latin = Buffer.from(text, 'utf8').toString('latin1')
  expect(tracesOf(secret, [{ where, text: latin }])).toHaveLength(1)
  expect(tracesOf(secret, [{ where, text: latin.slice(0, -30) }])).toHaveLength(0)
})

it('knows our own secrets at sight, and finds them without their prefix', () => {
  const token = mintSecret('grant')
  const [found] = ownSecrets([{ where: 'an answer', text: `{"token":"${token}"}` }])
  expect(found?.value).toBe(token)
  expect(tracesOf({ name: 'token', value: token }, [{ where: 'a file', text: token.slice(3) }])).toHaveLength(1)
})
