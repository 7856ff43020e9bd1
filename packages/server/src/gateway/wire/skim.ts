/**
 * Reads the envelope of a server's message that is here as a whole: several times faster than reading it in pieces, and
 * with the same verdict. No tree is built, and nothing but the envelope is decoded.
 */
import {
  type Envelope,
  emptyEnvelope,
  isMember,
  isRead,
  noteKey,
  PART_KEYS,
  type Part,
  partOf,
} from './answer-facts.ts'
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  fail,
  type JsonText,
  LOOSE_RUN,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipLiteral,
  skipNumber,
  skipSpace,
  skipString,
} from './json-text.ts'
import { decodeKey } from './keys.ts'
import { knownName } from './known-keys.ts'

/** Objects and arrays within each other. */
export const MAX_DEPTH = 512
/** Bytes of a number, of a key of a part, and of a member's string. */
export const LONGEST_TOKEN = 8192

interface Skimmed extends JsonText {
  depth: number
  /** Where the key ended that was read last. */
  keyEnd: number
  /** The part whose value is read next, if it is one. */
  part: Part | undefined
  readonly envelope: Envelope
}

/** @returns undefined for what is not one JSON object, or has a member that readers would disagree on */
export function skim(bytes: Buffer): Envelope | undefined {
  const s: Skimmed = {
    bytes,
    fault: undefined,
    judged: false,
    endsRun: LOOSE_RUN,
    escaped: false,
    scaled: false,
    quote: -1,
    backslash: -1,
    depth: 0,
    keyEnd: 0,
    part: 'message',
    envelope: emptyEnvelope(),
  }
  const start = skipSpace(bytes, 0)
  if (bytes[start] !== OPEN_BRACE) return undefined
  const end = skipObject(s, start)
  return end >= 0 && skipSpace(bytes, end) === bytes.length ? s.envelope : undefined
}

function skipValue(s: Skimmed, index: number): number {
  switch (s.bytes[index]) {
    case QUOTE:
      return skipString(s, index + 1)
    case OPEN_BRACE:
      return skipObject(s, index)
    case OPEN_BRACKET:
      return skipArray(s, index)
    case 0x74: // true
    case 0x66: // false
    case 0x6e: // null
      return skipLiteral(s, index)
    default:
      return withinBounds(s, index, skipNumber(s, index))
  }
}

function skipObject(s: Skimmed, open: number): number {
  const { bytes, part } = s
  s.part = undefined
  if (s.depth === MAX_DEPTH) return fail(s, 'too_deep', open)
  s.depth += 1
  let i = skipSpace(bytes, open + 1)
  while (bytes[i] !== CLOSE_BRACE) {
    i = part === undefined ? skipMember(s, i) : skipPartMember(s, i, part)
    if (i < 0) return i
    i = skipSpace(bytes, i)
    if (bytes[i] === CLOSE_BRACE) break
    if (bytes[i] !== COMMA) return fail(s, 'syntax', i)
    i = skipSpace(bytes, i + 1)
    if (bytes[i] !== QUOTE) return fail(s, 'syntax', i)
  }
  s.depth -= 1
  return i + 1
}

/** A key and its colon, up to the value. */
function skipKey(s: Skimmed, quote: number): number {
  const { bytes } = s
  if (bytes[quote] !== QUOTE) return fail(s, 'syntax', quote)
  const end = skipString(s, quote + 1)
  if (end < 0) return end
  s.keyEnd = end - 1
  const colon = skipSpace(bytes, end)
  return bytes[colon] === COLON ? skipSpace(bytes, colon + 1) : fail(s, 'syntax', colon)
}

function skipMember(s: Skimmed, quote: number): number {
  const value = skipKey(s, quote)
  return value < 0 ? value : skipValue(s, value)
}

function skipPartMember(s: Skimmed, quote: number, part: Part): number {
  s.escaped = false
  const value = skipKey(s, quote)
  if (value < 0) return value
  const { bytes, keyEnd, escaped } = s
  if (keyEnd - quote - 1 > LONGEST_TOKEN) return fail(s, 'syntax', quote)
  const key = knownName(PART_KEYS[part], bytes, quote + 1, keyEnd)
  // Of other keys of a result or an error nothing is asked; one with escapes may be a known one.
  if (key === undefined && !escaped && (part === 'result' || part === 'error')) return skipValue(s, value)
  return skipKnown(s, { part, key: key ?? decodeKey(bytes, quote + 1, keyEnd) }, value)
}

/** The value of a member of a part. */
function skipKnown(s: Skimmed, { part, key }: { part: Part; key: string }, value: number): number {
  const { bytes, envelope } = s
  if (!noteKey(envelope, part, key)) return fail(s, 'duplicate_key', value)
  const name = isMember(part, key) ? key : undefined
  const isContainer = bytes[value] === OPEN_BRACE || bytes[value] === OPEN_BRACKET
  s.part = bytes[value] === OPEN_BRACE ? partOf(part, name) : undefined
  if (s.part === 'result' || s.part === 'error') envelope.hasBody = true
  const end = skipValue(s, value)
  if (end < 0 || isContainer || name === undefined || !isRead(name)) return end
  envelope[name] = bytes.toString('utf8', value, end)
  return withinBounds(s, bytes[value] === QUOTE ? value + 2 : value, end)
}

/** `end`, unless what ends there began too long before. */
const withinBounds = (s: Skimmed, start: number, end: number): number =>
  end - start > LONGEST_TOKEN ? fail(s, 'syntax', start) : end

function skipArray(s: Skimmed, open: number): number {
  const { bytes } = s
  if (s.depth === MAX_DEPTH) return fail(s, 'too_deep', open)
  s.depth += 1
  let i = skipSpace(bytes, open + 1)
  while (bytes[i] !== CLOSE_BRACKET) {
    i = skipValue(s, i)
    if (i < 0) return i
    i = skipSpace(bytes, i)
    if (bytes[i] === CLOSE_BRACKET) break
    if (bytes[i] !== COMMA) return fail(s, 'syntax', i)
    i = skipSpace(bytes, i + 1)
    if (bytes[i] === CLOSE_BRACKET) return fail(s, 'syntax', i)
  }
  s.depth -= 1
  return i + 1
}
