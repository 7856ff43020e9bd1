/** The values of a message, walked strictly and without building them: the recursive part of `scan.ts`. */
import { exactnessOf } from './exactness.ts'
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  fail,
  note,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipLiteral,
  skipNumber,
  skipSpace,
  skipString,
} from './json-text.ts'
import { admitKey, decodeKey, type KeyedText } from './keys.ts'
import { isLookAlike, type KnownKeys, knownName, MESSAGE_KEYS, PARAMS_KEYS } from './known-keys.ts'
import type { Span } from './message.ts'
import { addPointer, isFull, type Pointers, pointerToken } from './pointers.ts'

/** Somewhere that nothing is asked of but its form. */
export const OUTSIDE = 0
/** The message itself. */
export const MESSAGE = 1
const PARAMS = 2
/** `params.arguments`, or something in it. */
const ARGUMENTS = 3
/** Something else in `params`. */
const WITHIN_PARAMS = 4

/** Where in a message a value stands. */
export type Place = typeof OUTSIDE | typeof MESSAGE | typeof PARAMS | typeof ARGUMENTS | typeof WITHIN_PARAMS

/** Bits of the members that a message can have; `other` stands for all that JSON-RPC does not know. */
export const MEMBER = { jsonrpc: 1, id: 2, method: 4, params: 8, result: 16, error: 32, other: 64 } as const

/** The depth of `params.arguments`: the message is at 1, `params` at 2. */
const ARGUMENTS_DEPTH = 3
/** A number that is written in no more characters, without an exponent, is exact. */
const LONGEST_EXACT = 15

/** A message that is being read. */
export interface Scanner extends KeyedText {
  readonly maxDepth: number
  readonly maxMembers: number
  /** Members and elements so far. */
  members: number
  /** Where the value stands that is read next. */
  place: Place
  /** By depth: of an object the index of its present key in `keySpans`, of an array the present element as `~index`. */
  readonly path: Int32Array
  /** `MEMBER` bits of what the message has. */
  present: number
  id: Span | undefined
  params: Span | undefined
  spans: Map<string, Span>
  pointers: Pointers
}

/** A value, from its first byte. */
export function skipValue(s: Scanner, index: number): number {
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
      return skipJudgedNumber(s, index)
  }
}

function skipObject(s: Scanner, open: number): number {
  if (s.depth === s.maxDepth) return fail(s, 'too_deep', open)
  s.depth += 1
  const base = s.keysTop
  let i = skipSpace(s.bytes, open + 1)
  if (s.bytes[i] !== CLOSE_BRACE) i = skipMembers(s, i, base)
  if (i < 0) return i
  s.keysTop = base
  s.decoded[s.depth] = undefined
  s.depth -= 1
  return i + 1
}

/** The members of an object, up to its closing brace. */
function skipMembers(s: Scanner, index: number, base: number): number {
  const { bytes, place } = s
  const isNoted = place === MESSAGE || place === PARAMS
  let i = index
  for (;;) {
    i = skipKey(s, i, base)
    if (i < 0) return i
    i = isNoted ? skipNoted(s, i) : skipValue(s, i)
    if (i < 0) return i
    i = skipSpace(bytes, i)
    if (bytes[i] === CLOSE_BRACE) return i
    if (bytes[i] !== COMMA) return fail(s, 'syntax', i)
    i = skipSpace(bytes, i + 1)
  }
}

/** A key and its colon, up to the value. */
function skipKey(s: Scanner, quote: number, base: number): number {
  const { bytes } = s
  if (bytes[quote] !== QUOTE) return fail(s, 'syntax', quote)
  s.members += 1
  if (s.members > s.maxMembers) return fail(s, 'too_many_members', quote)
  s.escaped = false
  const end = skipString(s, quote + 1)
  if (end < 0) return end
  admitKey(s, base, quote + 1, end - 1)
  s.path[s.depth] = s.keysTop - 2
  const colon = skipSpace(bytes, end)
  if (bytes[colon] !== COLON) return fail(s, 'syntax', colon)
  return skipSpace(bytes, colon + 1)
}

function skipArray(s: Scanner, open: number): number {
  if (s.depth === s.maxDepth) return fail(s, 'too_deep', open)
  const { bytes } = s
  let i = skipSpace(bytes, open + 1)
  if (bytes[i] === CLOSE_BRACKET) return i + 1
  s.depth += 1
  for (let element = 0; ; element += 1) {
    s.members += 1
    if (s.members > s.maxMembers) return fail(s, 'too_many_members', i)
    s.path[s.depth] = ~element
    i = skipValue(s, i)
    if (i < 0) return i
    i = skipSpace(bytes, i)
    if (bytes[i] === CLOSE_BRACKET) break
    if (bytes[i] !== COMMA) return fail(s, 'syntax', i)
    i = skipSpace(bytes, i + 1)
  }
  s.depth -= 1
  return i + 1
}

/** The value of a member of the message or of `params`: where it stands is remembered. */
function skipNoted(s: Scanner, index: number): number {
  const { place } = s
  const name = nameOf(s, place === MESSAGE ? MESSAGE_KEYS : PARAMS_KEYS)
  s.place = placeOf(place, name, s.bytes[index])
  s.folding = s.judged && s.place >= PARAMS
  const end = skipValue(s, index)
  const span = { start: index, end }
  if (place === MESSAGE) noteMember(s, name, span)
  else s.spans.set(name, span)
  s.place = place
  s.folding = s.judged && place === PARAMS
  return end
}

/** The key whose value comes next. */
function nameOf(s: Scanner, keys: KnownKeys): string {
  const start = s.keySpans[s.keysTop - 2] as number
  const end = s.keySpans[s.keysTop - 1] as number
  const known = knownName(keys, s.bytes, start, end)
  if (known !== undefined) return known
  const name = decodeKey(s.bytes, start, end)
  if ((s.judged || s.place === MESSAGE) && isLookAlike(keys, name)) note(s, 'ambiguous_key', start)
  return name
}

function placeOf(outer: Place, name: string, first: number | undefined): Place {
  if (outer === PARAMS) return name === 'arguments' ? ARGUMENTS : WITHIN_PARAMS
  if (name !== 'params') return OUTSIDE
  return first === OPEN_BRACE ? PARAMS : WITHIN_PARAMS
}

function noteMember(s: Scanner, name: string, span: Span): void {
  const bit = Object.hasOwn(MEMBER, name) ? MEMBER[name as keyof typeof MEMBER] : MEMBER.other
  // Of two ids neither is the message's.
  if (bit === MEMBER.id) s.id = (s.present & bit) === 0 ? span : undefined
  if (bit === MEMBER.params) s.params = span
  s.present |= bit
}

/** A number, whose exactness is noted where a rule may read it. */
function skipJudgedNumber(s: Scanner, index: number): number {
  s.scaled = false
  const end = skipNumber(s, index)
  if (end < 0 || (end - index <= LONGEST_EXACT && !s.scaled)) return end
  const exactness = exactnessOf(s.bytes.toString('latin1', index, end))
  if (exactness === 'out_of_range' && s.judged) note(s, 'number_range', index)
  if (exactness === 'inexact' && s.place === ARGUMENTS && !isFull(s.pointers)) addPointer(s.pointers, pointerHere(s))
  return end
}

/** Pointer to the present value, relative to `params.arguments`. */
function pointerHere(s: Scanner): string {
  let pointer = ''
  for (let depth = ARGUMENTS_DEPTH; depth <= s.depth; depth += 1) {
    const step = s.path[depth] as number
    if (step < 0) pointer += `/${~step}`
    else pointer += pointerToken(decodeKey(s.bytes, s.keySpans[step] as number, s.keySpans[step + 1] as number))
  }
  return pointer
}
