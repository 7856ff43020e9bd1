/** One-time codes of an authenticator app (RFC 6238 over RFC 4226): SHA-1, six digits, thirty seconds. */
import { createHmac, randomBytes } from 'node:crypto'
import type { Instant } from '@portcullis/engine'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const STEP = 30_000
const DIGITS = 6
/** As long as SHA-1's digest (RFC 4226, section 4). */
const SECRET = 20

/** Base 32 without padding (RFC 4648, section 6). */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet.charAt((held >> bits) & 31)
    }
    held &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + alphabet.charAt((held << (5 - bits)) & 31)
}

function bytesOf(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const character of text) {
    held = (held << 5) | alphabet.indexOf(character)
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 255)
    }
    held &= (1 << bits) - 1
  }
  return Buffer.from(bytes)
}

/** A new secret, base 32. */
export function mintCodeSecret(): string {
  return base32(randomBytes(SECRET))
}

/** The step in which an instant lies: thirty seconds each since the epoch. */
export function stepAt(at: Instant): number {
  return Math.floor(at / STEP)
}

/** The code of a step (RFC 4226, section 5.3). @param secret base 32 */
export function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const offset = digest.readUInt8(digest.length - 1) & 15
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/**
 * The step whose code this is: the present one or a neighbour, for clocks differ, and later than `after`, for a code is
 * good once (RFC 6238, section 5.2).
 * @param after the last step whose code was used
 */
export function stepOfCode(secret: string, code: string, after: number, now: Instant): number | undefined {
  const present = stepAt(now)
  return [present, present - 1, present + 1].find((step) => step > after && codeOf(secret, step) === code)
}

/** What an authenticator app reads (Key URI format). */
export function codeUri(secret: string, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`
}
