/** Grant tokens: how they are made, recognised and digested. Only digests are ever stored. */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Every kind of secret has its own prefix, so that a reader, a scanner or a log filter knows it at sight. */
const prefix = 'pc_'
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** ⌈256 / log₂ 62⌉: enough digits for 32 bytes. */
const secretDigits = 43
/** ⌈32 / log₂ 62⌉: enough digits for a CRC-32. */
const checksumDigits = 6

/** The whole form of a grant token: prefix, 43 digits of secret, 6 digits of checksum, all base 62. */
export const tokenPattern: RegExp = /^pc_[0-9A-Za-z]{49}$/

const encodeSecret = (bytes: Buffer): string => {
  let rest = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (let i = 0; i < secretDigits; i++) {
    text = alphabet.charAt(Number(rest % 62n)) + text
    rest /= 62n
  }
  return text
}

const checksum = (body: string): string => {
  let rest = crc32(body)
  let text = ''
  for (let i = 0; i < checksumDigits; i++) {
    text = alphabet.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text
}

/**
 * A new grant token: `pc_`, 32 random bytes and a checksum, in digits and letters only, so that a double click selects it.
 * @param bytes 32 bytes of randomness
 */
export function mintToken(bytes: Buffer = randomBytes(32)): string {
  const body = prefix + encodeSecret(bytes)
  return body + checksum(body)
}

/** Whether a text has the exact form of a grant token, checksum included: what fails here is never looked up. */
export function isToken(text: string): boolean {
  if (!tokenPattern.test(text)) return false
  const body = text.slice(0, -checksumDigits)
  return text.endsWith(checksum(body))
}

/** SHA-256 of a text, lower-case hex: the form in which a token is stored and looked up. */
export function digestToken(token: string): string {
  return hash('sha256', token, 'hex')
}

/**
 * The digest by which a presented token is looked up, or undefined for a text that cannot be a token.
 *
 * The look-up by digest needs no constant time: what it could tell by its duration is about SHA-256 of the guess, and
 * from that nothing about the secret follows.
 */
export function tokenDigest(presented: string): string | undefined {
  return isToken(presented) ? digestToken(presented) : undefined
}

/** Whether two secrets are equal, in a time that depends on neither their content nor where they differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'))
}

/** Offsets at which a text contains a valid grant token: a secret that does not belong into a file. */
export function findTokens(text: string): readonly number[] {
  const offsets: number[] = []
  for (const match of text.matchAll(/pc_[0-9A-Za-z]{49}(?![0-9A-Za-z])/g)) {
    if (isToken(match[0])) offsets.push(match.index)
  }
  return offsets
}
