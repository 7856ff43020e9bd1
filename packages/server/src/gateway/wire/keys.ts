/**
 * No two keys of one object may be the same: readers disagree on which one wins. Within `params` keys also clash when a
 * reader that ignores case or Unicode composition would take them for one.
 *
 * Short plain keys are compared byte by byte, without decoding; other keys, and objects with many, go through a set.
 */
import { foldKey, TOO_MANY_MARKS } from '@portcullis/engine'
import { type JsonText, note } from './json-text.ts'

/** A text whose keys are being read. */
export interface KeyedText extends JsonText {
  /** No byte of the text is above 0x7F. */
  ascii: boolean
  /** Objects and arrays that are open. */
  depth: number
  /** Keys that differ only in case or composition clash as well. */
  folding: boolean
  /** Start and end of the keys of all open objects, without quotes; the innermost object's last. */
  readonly keySpans: Int32Array
  /** How much of `keySpans` is in use. */
  keysTop: number
  /** By depth: the decoded keys of an open object, once it has some that are not short and plain, or many. */
  readonly decoded: (Set<string> | undefined)[]
}

/** Objects with more keys use a set. */
const MOST_COMPARED = 16
/** Longer keys use a set, so that comparing stays linear. */
const LONGEST_COMPARED = 64

/** Numbers that `keySpans` needs for texts of this depth. */
export const keySpansFor = (maxDepth: number): number => (maxDepth + 1) * (MOST_COMPARED + 1) * 2

/**
 * Takes the key at `start` to `end` into the innermost object, whose keys begin at `base` of `keySpans`, and notes a
 * fault if it is not acceptable there. `text.escaped` says whether the key holds escapes.
 */
export function admitKey(text: KeyedText, base: number, start: number, end: number): void {
  const { keySpans, keysTop } = text
  const length = end - start
  const compared = text.decoded[text.depth] === undefined && keysTop - base < MOST_COMPARED * 2
  if (!compared || text.escaped || length > LONGEST_COMPARED || !isAsciiKey(text, start, end)) {
    admitDecoded(text, base, start, end)
    return
  }
  if (length === PROTO.length && isProto(text.bytes, start)) note(text, 'unsafe_key', start)
  for (let i = base; i < keysTop; i += 2) {
    const other = keySpans[i] as number
    if ((keySpans[i + 1] as number) - other === length && clash(text, start, other, length)) {
      note(text, 'duplicate_key', start)
    }
  }
  keySpans[keysTop] = start
  keySpans[keysTop + 1] = end
  text.keysTop = keysTop + 2
}

/** The key at `start` to `end` as a string, its escapes undone. */
export function decodeKey(bytes: Buffer, start: number, end: number): string {
  const raw = bytes.toString('utf8', start, end)
  return raw.includes('\\') ? unescaped(raw) : raw
}

function admitDecoded(text: KeyedText, base: number, start: number, end: number): void {
  const known = text.decoded[text.depth] ?? decodeAll(text, base)
  const key = decodeKey(text.bytes, start, end)
  if (key === PROTO) note(text, 'unsafe_key', start)
  const identity = identityOf(text, key, start)
  if (known.has(identity)) note(text, 'duplicate_key', start)
  known.add(identity)
  // From here on only the key whose value is being read is needed.
  text.keySpans[base] = start
  text.keySpans[base + 1] = end
  text.keysTop = base + 2
}

function decodeAll(text: KeyedText, base: number): Set<string> {
  const known = new Set<string>()
  for (let i = base; i < text.keysTop; i += 2) {
    const start = text.keySpans[i] as number
    known.add(identityOf(text, decodeKey(text.bytes, start, text.keySpans[i + 1] as number), start))
  }
  text.decoded[text.depth] = known
  return known
}

function identityOf(text: KeyedText, key: string, at: number): string {
  if (!text.folding) return key
  if (TOO_MANY_MARKS.test(key)) {
    note(text, 'unsafe_key', at)
    return key
  }
  return foldKey(key)
}

/** A long key may still hold a control character, which the scan leaves to `JSON.parse` of the whole text. */
function unescaped(raw: string): string {
  try {
    return String(JSON.parse(`"${raw}"`))
  } catch {
    return raw
  }
}

const PROTO = '__proto__'

function isProto(bytes: Buffer, start: number): boolean {
  return bytes[start] === 0x5f && bytes.toString('latin1', start, start + PROTO.length) === PROTO
}

function isAsciiKey(text: KeyedText, start: number, end: number): boolean {
  if (text.ascii) return true
  for (let i = start; i < end; i += 1) if ((text.bytes[i] as number) > 0x7f) return false
  return true
}

function clash(text: KeyedText, a: number, b: number, length: number): boolean {
  const { bytes, folding } = text
  for (let i = 0; i < length; i += 1) {
    const x = bytes[a + i] as number
    const difference = x ^ (bytes[b + i] as number)
    if (difference !== 0 && !(folding && difference === 0x20 && isLetter(x))) return false
  }
  return true
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x7a
}
