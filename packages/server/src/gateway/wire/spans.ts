/**
 * Finds where the parts of a JSON text stand, so that they can be cut out or replaced while every other byte stays as
 * it came. Only for texts that are known to be valid JSON; linear time.
 */
import type { Span } from './message.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const COMMA = 0x2c

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

function skipSpace(bytes: Buffer, at: number): number {
  let i = at
  while (isSpace(bytes[i])) i++
  return i
}

/** @returns the offset behind the closing quote of the string that begins at `at` */
function skipString(bytes: Buffer, at: number): number {
  let i = at + 1
  while (i < bytes.length && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1
  return i + 1
}

function skipContainer(bytes: Buffer, at: number): number {
  let depth = 0
  let i = at
  while (i < bytes.length) {
    const byte = bytes[i]
    if (byte === QUOTE) {
      i = skipString(bytes, i)
      continue
    }
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth--
    i++
    if (depth === 0) return i
  }
  return i
}

function skipScalar(bytes: Buffer, at: number): number {
  let i = at
  while (i < bytes.length) {
    const byte = bytes[i]
    if (byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || isSpace(byte)) return i
    i++
  }
  return i
}

function skipValue(bytes: Buffer, at: number): number {
  const first = bytes[at]
  if (first === QUOTE) return skipString(bytes, at)
  if (first === OPEN_OBJECT || first === OPEN_ARRAY) return skipContainer(bytes, at)
  return skipScalar(bytes, at)
}

/** The whole text without the white space around it. */
export function wholeSpan(bytes: Buffer): Span {
  const start = skipSpace(bytes, 0)
  return { start, end: skipValue(bytes, start) }
}

/** One member of an object: its key as written, without quotes and escapes undone, and where it stands. */
export interface Member {
  readonly key: string
  /** From the key's opening quote to the value's end. */
  readonly whole: Span
  readonly value: Span
}

/** The members of the object that stands at `span`; none if it is no object. */
export function membersOf(bytes: Buffer, span: Span): readonly Member[] {
  const found: Member[] = []
  if (bytes[span.start] !== OPEN_OBJECT) return found
  let i = skipSpace(bytes, span.start + 1)
  while (i < span.end && bytes[i] === QUOTE) {
    const keyEnd = skipString(bytes, i)
    const key: unknown = JSON.parse(bytes.toString('utf8', i, keyEnd))
    const start = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1)
    const end = skipValue(bytes, start)
    found.push({ key: String(key), whole: { start: i, end }, value: { start, end } })
    i = skipSpace(bytes, end)
    if (bytes[i] !== COMMA) break
    i = skipSpace(bytes, i + 1)
  }
  return found
}

/** The value of one member of the object at `span`. */
export function memberOf(bytes: Buffer, span: Span, key: string): Span | undefined {
  return membersOf(bytes, span).find((member) => member.key === key)?.value
}

/** The elements of the array that stands at `span`; none if it is no array. */
export function elementsOf(bytes: Buffer, span: Span): readonly Span[] {
  const found: Span[] = []
  if (bytes[span.start] !== OPEN_ARRAY) return found
  let i = skipSpace(bytes, span.start + 1)
  while (i < span.end && bytes[i] !== CLOSE_ARRAY) {
    const end = skipValue(bytes, i)
    found.push({ start: i, end })
    i = skipSpace(bytes, end)
    if (bytes[i] !== COMMA) break
    i = skipSpace(bytes, i + 1)
  }
  return found
}

/** One replacement: the bytes of `span` give way to `text`. */
export interface Edit {
  readonly span: Span
  readonly text: string
}

/** Applies edits that do not overlap; every other byte stays. */
export function applyEdits(bytes: Buffer, edits: readonly Edit[]): Buffer {
  if (edits.length === 0) return bytes
  const pieces: Buffer[] = []
  let at = 0
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    pieces.push(bytes.subarray(at, edit.span.start), Buffer.from(edit.text))
    at = edit.span.end
  }
  pieces.push(bytes.subarray(at))
  return Buffer.concat(pieces)
}

/**
 * An edit that sets a member of the object at `span`: replaces its value, or adds it as the first member.
 * @param text the value as JSON text
 */
export function setMember(bytes: Buffer, span: Span, key: string, text: string): Edit {
  const members = membersOf(bytes, span)
  const present = members.find((member) => member.key === key)
  if (present !== undefined) return { span: present.value, text }
  const at = span.start + 1
  return { span: { start: at, end: at }, text: `${JSON.stringify(key)}:${text}${members.length > 0 ? ',' : ''}` }
}

/** An edit that takes a member away, with the comma that belonged to it; undefined where it is absent. */
export function removeMember(bytes: Buffer, span: Span, key: string): Edit | undefined {
  const members = membersOf(bytes, span)
  const index = members.findIndex((member) => member.key === key)
  const member = members[index]
  if (member === undefined) return undefined
  const next = members[index + 1]
  if (next !== undefined) return { span: { start: member.whole.start, end: next.whole.start }, text: '' }
  const before = members[index - 1]
  return { span: { start: before?.whole.end ?? member.whole.start, end: member.whole.end }, text: '' }
}
