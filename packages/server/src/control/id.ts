/** Names of rows: a prefix that says what it is, and 128 bits that sort by time. */
import { randomBytes } from 'node:crypto'
import type { Instant } from '@portcullis/engine'

/** Crockford's digits in lower case: none looks like another. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * A new id: `srv_01j…`, 26 digits after the prefix: 48 bits of the instant and 80 random ones.
 * @param prefix lower-case letters: what it names
 */
export function newId(prefix: string, at: Instant, random: Buffer = randomBytes(10)): string {
  let rest = (BigInt(Math.max(0, Math.trunc(at))) << 80n) | BigInt(`0x${random.toString('hex')}`)
  let text = ''
  for (let digit = 0; digit < 26; digit++) {
    text = DIGITS.charAt(Number(rest & 31n)) + text
    rest >>= 5n
  }
  return `${prefix}_${text}`
}
