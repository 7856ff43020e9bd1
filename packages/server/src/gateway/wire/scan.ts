/**
 * Strict reading of one message, in one pass over its bytes and in linear time. What `JSON.parse` would silently resolve
 * (of duplicate keys the last wins) or lose (digits of numbers) is refused or noted, and where the parts stand is kept.
 *
 * The rules are those of RFC 8259; of RFC 7493 (I-JSON) for duplicate names, surrogates and the range of numbers; and no
 * two keys may stand where a reader that ignores case or Unicode composition would take them for one.
 *
 * A text without a fault still has to go through `JSON.parse`, which is as fast as a parser of our own that would build
 * the tree in this pass, and sees what is left to it: control characters within long strings.
 */
import { isAscii, isUtf8 } from 'node:buffer'
import { type Fault, fail, OPEN_BRACE, OPEN_BRACKET, STRICT_RUN, skipSpace } from './json-text.ts'
import { keySpansFor } from './keys.ts'
import type { Span } from './message.ts'
import { collected } from './pointers.ts'
import { MESSAGE, OUTSIDE, type Scanner, skipValue } from './scan-value.ts'

/** What a message is held to. */
export interface ScanRules {
  /** Objects and arrays within each other, the message itself included. */
  readonly maxDepth: number
  /** Members and elements of all objects and arrays together. */
  readonly maxMembers: number
  /**
   * Rules read the message, so what they could misread is a fault: in `params` keys that differ only in case or
   * composition, halves of surrogate pairs, numbers that no double holds.
   */
  readonly judged: boolean
}

/** For messages of clients; real ones stay far below the bounds. */
export const CLIENT_RULES: ScanRules = { maxDepth: 64, maxMembers: 100_000, judged: true }
/** For messages of servers, which are passed or dropped as a whole: a log entry may hold what it likes. */
export const SERVER_RULES: ScanRules = { maxDepth: 256, maxMembers: 1_000_000, judged: false }

/** What a message's bytes are. */
export interface Scan {
  /** `unreadable`: `fault` ended the reading, and only an `id` that stood before it is known. */
  readonly kind: 'object' | 'array' | 'scalar' | 'unreadable'
  /** The first thing that is wrong: nothing may be made of a text that has one, but an answer to its `id`. */
  readonly fault: Fault | undefined
  /** No byte is above 0x7F: the text may be decoded as Latin-1, which is the fastest. */
  readonly ascii: boolean
  /** `MEMBER` bits of what the message has. */
  readonly present: number
  readonly id: Span | undefined
  readonly params: Span | undefined
  /** The value of each member of `params`. */
  readonly spans: ReadonlyMap<string, Span>
  /** JSON Pointers, relative to `params.arguments`, of numbers that are not exact decimals of 15 digits. */
  readonly inexact: ReadonlySet<string>
}

const NOTHING = Buffer.alloc(0)
/** First byte of U+FEFF in UTF-8; no JSON text begins with it. */
const BYTE_ORDER_MARK = 0xef

/** Prepares the reading of messages. */
export function createScan({ maxDepth, maxMembers, judged }: ScanRules = CLIENT_RULES): (bytes: Buffer) => Scan {
  // One state serves every message: reading is synchronous, and each begins by clearing what the last one left.
  const s: Scanner = {
    bytes: NOTHING,
    fault: undefined,
    judged,
    endsRun: STRICT_RUN,
    escaped: false,
    scaled: false,
    quote: -1,
    backslash: -1,
    ascii: true,
    folding: false,
    depth: 0,
    keySpans: new Int32Array(keySpansFor(maxDepth)),
    keysTop: 0,
    decoded: Array.from({ length: maxDepth + 1 }, () => undefined),
    maxDepth,
    maxMembers,
    members: 0,
    place: OUTSIDE,
    path: new Int32Array(maxDepth + 1),
    present: 0,
    id: undefined,
    params: undefined,
    spans: new Map(),
    pointers: { set: undefined, characters: 0 },
  }
  return (bytes) => {
    begin(s, bytes)
    const kind = read(s)
    s.bytes = NOTHING
    const { fault, ascii, present, id, params, spans } = s
    return { kind, fault, ascii, present, id, params, spans, inexact: collected(s.pointers) }
  }
}

function begin(s: Scanner, bytes: Buffer): void {
  s.bytes = bytes
  s.fault = undefined
  s.quote = -1
  s.backslash = -1
  s.ascii = isAscii(bytes)
  s.folding = false
  // A reading that was broken off leaves sets behind.
  for (; s.depth > 0; s.depth -= 1) s.decoded[s.depth] = undefined
  s.keysTop = 0
  s.members = 0
  s.present = 0
  s.id = undefined
  s.params = undefined
  s.spans = new Map()
  s.pointers = { set: undefined, characters: 0 }
}

function read(s: Scanner): Scan['kind'] {
  const { bytes } = s
  if (!s.ascii && (bytes[0] === BYTE_ORDER_MARK || !isUtf8(bytes))) return unreadable(fail(s, 'encoding', 0))
  const start = skipSpace(bytes, 0)
  s.place = bytes[start] === OPEN_BRACE ? MESSAGE : OUTSIDE
  const end = skipValue(s, start)
  if (end < 0) return 'unreadable'
  const rest = skipSpace(bytes, end)
  if (rest < bytes.length) return unreadable(fail(s, 'trailing_data', rest))
  if (bytes[start] === OPEN_BRACE) return 'object'
  return bytes[start] === OPEN_BRACKET ? 'array' : 'scalar'
}

const unreadable = (_failed: -1): 'unreadable' => 'unreadable'
