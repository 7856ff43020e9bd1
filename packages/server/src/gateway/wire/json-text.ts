/**
 * The lexical part of strict JSON (RFC 8259) over bytes: white space, strings, numbers, literals.
 *
 * Every `skip…` function takes the index where its token begins and returns the index behind it, or −1 once a fault was
 * found that ends the reading.
 */

/** What is wrong with a text. The first five end the reading; the others are noted, and the text is read to its end. */
export type FaultCode =
  | 'syntax' // not JSON
  | 'encoding' // not UTF-8, or with a byte order mark
  | 'trailing_data' // more than one JSON text
  | 'too_deep'
  | 'too_many_members'
  | 'duplicate_key' // twice in one object; in `params` also when only case or composition differ
  | 'ambiguous_key' // differs from a key of the protocol in case or composition only
  | 'unsafe_key' // `__proto__`, or a key that cannot be normalised in linear time
  | 'lone_surrogate'
  | 'number_range' // no double can hold it

/** The first fault of a text, with the byte where it was noticed. */
export interface Fault {
  readonly code: FaultCode
  readonly at: number
}

/** A text that is being read. */
export interface JsonText {
  bytes: Buffer
  /** The first fault, if there is one. */
  fault: Fault | undefined
  /** Rules read this text: what they could misread is a fault. */
  readonly judged: boolean
  /** `STRICT_RUN` or `LOOSE_RUN`. */
  readonly endsRun: Uint8Array
  /** Set by a string that holds an escape; whoever asks clears it first. */
  escaped: boolean
  /** Set by a number that has an exponent; whoever asks clears it first. */
  scaled: boolean
  /** Where the next quote and the next backslash stand, or the end; to be searched for again once they lie behind. */
  quote: number
  backslash: number
}

/** `"` */
export const QUOTE = 0x22
/** `,` */
export const COMMA = 0x2c
/** `:` */
export const COLON = 0x3a
/** `[` */
export const OPEN_BRACKET = 0x5b
/** `]` */
export const CLOSE_BRACKET = 0x5d
/** `{` */
export const OPEN_BRACE = 0x7b
/** `}` */
export const CLOSE_BRACE = 0x7d

const BACKSLASH = 0x5c
const PLUS = 0x2b
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const LOWER_E = 0x65
const LOWER_U = 0x75

const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')
const NULL = Buffer.from('null')

/** Bytes of a string that are looked at one by one before its end is searched for, which native code does faster. */
const SHORT_RUN = 20

const table = (characters: string): Uint8Array => {
  const marked = new Uint8Array(256)
  for (const c of Buffer.from(characters)) marked[c] = 1
  return marked
}

/** 1 for the bytes that a string cannot hold as they are: quote, backslash. Controls are left to whoever reads the text. */
export const LOOSE_RUN: Uint8Array = table('"\\')
/** The same, with controls. */
export const STRICT_RUN: Uint8Array = table('"\\').fill(1, 0, 0x20)
/** 1 for white space. */
const IS_SPACE = table(' \t\r\n')
/** 1 for the bytes that may follow a backslash alone. */
const SHORT_ESCAPE = table('"\\/bfnrt')

/** Ends the reading with a fault. */
export function fail(text: JsonText, code: FaultCode, at: number): -1 {
  text.fault = { code, at }
  return -1
}

/** Notes a fault that leaves the text readable; the first one is kept. */
export function note(text: JsonText, code: FaultCode, at: number): void {
  text.fault ??= { code, at }
}

/** Index of the first byte that is not white space. */
export function skipSpace(bytes: Buffer, index: number): number {
  const end = bytes.length
  let i = index
  while (i < end && IS_SPACE[bytes[i] as number] === 1) i += 1
  return i
}

/**
 * A string, from the byte after its opening quote. Control characters behind the first bytes of a run are left to
 * `JSON.parse`, which refuses them: searching for the end alone is far faster, and they cannot move it.
 */
export function skipString(text: JsonText, index: number): number {
  const { bytes, endsRun } = text
  let i = index
  for (;;) {
    const near = Math.min(i + SHORT_RUN, bytes.length)
    while (i < near && endsRun[bytes[i] as number] === 0) i += 1
    if (i === near) i = endOfRun(text, i)
    const c = bytes[i]
    if (c === QUOTE) return i + 1
    if (c !== BACKSLASH) return fail(text, 'syntax', i)
    text.escaped = true
    i = skipEscape(text, i + 1)
    if (i < 0) return i
  }
}

/** Index of the next quote or backslash; each is searched for once, however many runs lie before it. */
function endOfRun(text: JsonText, index: number): number {
  const { bytes } = text
  if (text.backslash < index) text.backslash = orEnd(bytes, bytes.indexOf(BACKSLASH, index))
  if (text.quote < index) text.quote = orEnd(bytes, bytes.indexOf(QUOTE, index))
  return Math.min(text.backslash, text.quote)
}

const orEnd = (bytes: Buffer, found: number): number => (found < 0 ? bytes.length : found)

/** An escape, from the byte after its backslash. */
function skipEscape(text: JsonText, index: number): number {
  const c = text.bytes[index] ?? 0
  if (SHORT_ESCAPE[c] === 1) return index + 1
  const unit = c === LOWER_U ? codeUnit(text.bytes, index + 1) : -1
  if (unit < 0) return fail(text, 'syntax', index)
  const next = index + 5
  if (unit < 0xd800 || unit > 0xdfff) return next
  if (unit < 0xdc00 && text.bytes[next] === BACKSLASH && text.bytes[next + 1] === LOWER_U) {
    const low = codeUnit(text.bytes, next + 2)
    if (low >= 0xdc00 && low <= 0xdfff) return next + 6
  }
  if (text.judged) note(text, 'lone_surrogate', index - 1)
  return next
}

/** The value of four hexadecimal digits, or −1. */
function codeUnit(bytes: Buffer, index: number): number {
  const digits = bytes.toString('latin1', index, index + 4)
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1
}

/** `true`, `false` or `null`. */
export function skipLiteral(text: JsonText, index: number): number {
  const { bytes } = text
  const word = literalOf(bytes[index])
  if (word === undefined) return fail(text, 'syntax', index)
  for (let i = 1; i < word.length; i += 1) {
    if (bytes[index + i] !== word[i]) return fail(text, 'syntax', index + i)
  }
  return index + word.length
}

function literalOf(first: number | undefined): Buffer | undefined {
  if (first === TRUE[0]) return TRUE
  if (first === FALSE[0]) return FALSE
  return first === NULL[0] ? NULL : undefined
}

/** A number. */
export function skipNumber(text: JsonText, index: number): number {
  const { bytes } = text
  const digits = bytes[index] === MINUS ? index + 1 : index
  let i = bytes[digits] === ZERO ? digits + 1 : skipDigits(text, digits)
  if (i > 0 && bytes[i] === POINT) i = skipDigits(text, i + 1)
  if (i < 0 || ((bytes[i] ?? 0) | 0x20) !== LOWER_E) return i
  text.scaled = true
  const sign = bytes[i + 1]
  return skipDigits(text, sign === PLUS || sign === MINUS ? i + 2 : i + 1)
}

/** One or more digits. */
function skipDigits(text: JsonText, index: number): number {
  const { bytes } = text
  let i = index
  while (i < bytes.length && isDigit(bytes[i] as number)) i += 1
  return i === index ? fail(text, 'syntax', i) : i
}

const isDigit = (c: number): boolean => c >= ZERO && c <= 0x39
