/** JSON Web Tokens in compact form (RFC 7515, RFC 7516): three or more parts of base64url, the first of which is a header. */
import type { Report } from './detector.ts'

const BEGINNING = 'eyJ'
/** Headers carry certificates at times; longer ones are not read. */
const LONGEST_HEADER = 16_384
/** {"alg":""} */
const SHORTEST_HEADER = 14
const PART = /[0-9A-Za-z_-]*/y

/**
 * Finds tokens whose header begins within a part of the text, and decodes to what names an algorithm or a type.
 * @returns where the last of them ended; 0: none
 */
export function findJwt(text: string, from: number, to: number, report: Report): number {
  let last = 0
  for (let at = text.indexOf(BEGINNING, from); at >= 0 && at < to; ) {
    const header = endOfPart(text, at)
    const payload = text[header] === '.' ? endOfPart(text, header + 1) : header
    const isToken = payload > header + 1 && text[payload] === '.' && isHeader(text.slice(at, header))
    const end = isToken ? endOfParts(text, payload) : header
    if (isToken) report(at, end)
    if (isToken) last = end
    at = text.indexOf(BEGINNING, Math.max(end, at + BEGINNING.length))
  }
  return last
}

function endOfPart(text: string, start: number): number {
  PART.lastIndex = start
  PART.test(text)
  return PART.lastIndex
}

/** The rest: a signature, or the three further parts of an encrypted token. */
function endOfParts(text: string, dot: number): number {
  let end = dot
  for (let parts = 0; parts < 3 && text[end] === '.'; parts++) {
    const next = endOfPart(text, end + 1)
    if (next === end + 1 && parts > 0) return end
    end = next
  }
  return end
}

/** Names a header has at least one of; read as text, as what is wrong with the rest of it makes the token no safer. */
const MEMBER = /"(?:alg|enc|typ)"\s{0,8}:/

function isHeader(part: string): boolean {
  if (part.length < SHORTEST_HEADER || part.length > LONGEST_HEADER) return false
  const header = decodeBase64Url(part)
  return header.startsWith('{"') && header.endsWith('}') && MEMBER.test(header)
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES = new Uint8Array(0x80)
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value

/** Each byte as one character: what is looked for in it is ASCII. @param part of base64url characters only */
export function decodeBase64Url(part: string): string {
  let text = ''
  let bits = 0
  let held = 0
  for (let i = 0; i < part.length; i++) {
    held = (held << 6) | (VALUES[part.charCodeAt(i)] ?? 0)
    bits += 6
    if (bits < 8) continue
    bits -= 8
    text += String.fromCharCode((held >> bits) & 0xff)
    held &= (1 << bits) - 1
  }
  return text
}
