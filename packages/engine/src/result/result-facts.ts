/** A result as conditions read it: its tree, its size, and which of its numbers are not kept as they were written. */
import type { JsonObject, JsonValue } from '../decide/request.ts'
import { isExactNumber } from '../text/exact-number.ts'
import { isArray, isObject } from '../text/json.ts'
import { pointerOf } from '../text/pointer.ts'

/** What conditions on `result.*` read. */
export interface ResultFacts {
  /** The members of the result, and `size`: bytes of the whole answer. */
  readonly result: JsonObject
  /** JSON Pointers, relative to the result. */
  readonly inexact: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()
const QUOTE = 0x22
const BACKSLASH = 0x5c
const MARK = '\u0000'
const NUMBER = /-?\d[\d.eE+-]*/g
/** A number that is written in no more characters, without an exponent, is exact. */
const LONGEST_EXACT = 15

/**
 * Reads the result that a message brings: an answer's, or that of a task which an answer or a notification tells of.
 * @param text one JSON text: a message of a server's
 * @param size its bytes
 * @returns `none` for a message without one; `ambiguous` where readers would disagree on it, as a key stands twice in one
 * object
 */
export function readResult(text: string, size: number): ResultFacts | 'none' | 'ambiguous' {
  const message: unknown = JSON.parse(text)
  const result = resultIn(message)
  if (!isObject(message) || result === undefined) return 'none'
  const skeleton = outsideStrings(text, same)
  if (countMembers(message) !== countColons(skeleton)) return 'ambiguous'
  return { result: { ...result, size }, inexact: hasInexact(skeleton) ? inexactNumbers(text) : NONE }
}

/** The tasks extension carries a task's result within its status (MCP 2026-07-28, tasks). */
function resultIn(message: unknown): JsonObject | undefined {
  if (!isObject(message)) return undefined
  const { result, params } = message
  if (isObject(result)) return isObject(result['result']) && 'taskId' in result ? result['result'] : result
  return isObject(params) && isObject(params['result']) ? params['result'] : undefined
}

function countColons(skeleton: string): number {
  let count = 0
  for (let at = skeleton.indexOf(':'); at >= 0; at = skeleton.indexOf(':', at + 1)) count++
  return count
}

function countMembers(value: JsonValue): number {
  if (isArray(value)) return value.reduce<number>((sum, element) => sum + countMembers(element), 0)
  if (!isObject(value)) return 0
  const members = Object.values(value)
  return members.reduce<number>((sum, member) => sum + countMembers(member), members.length)
}

const isInexact = (token: string): boolean =>
  (token.length > LONGEST_EXACT || /[eE]/.test(token)) && !isExactNumber(token)

function hasInexact(skeleton: string): boolean {
  NUMBER.lastIndex = 0
  for (let match = NUMBER.exec(skeleton); match !== null; match = NUMBER.exec(skeleton)) {
    if (isInexact(match[0])) return true
  }
  return false
}

/** Seldom needed: the text is read again with every number as a marked string, which tells how it was written. */
function inexactNumbers(text: string): ReadonlySet<string> {
  const mark = (outside: string): string => outside.replaceAll(NUMBER, (token) => `"\\u0000${token}"`)
  const marked: unknown = JSON.parse(outsideStrings(text, mark, true))
  const found = new Set<string>()
  const result = resultIn(marked)
  if (result !== undefined) collect(result, [], found)
  return found
}

const same = (outside: string): string => outside

/** What of a JSON text stands outside of its strings, changed; the strings are kept, or left empty. */
function outsideStrings(text: string, change: (outside: string) => string, keeps = false): string {
  const pieces: string[] = []
  let from = 0
  for (let open = text.indexOf('"'); open >= 0; open = text.indexOf('"', from)) {
    pieces.push(change(text.slice(from, open)))
    from = behindString(text, open)
    pieces.push(keeps ? text.slice(open, from) : '""')
  }
  pieces.push(change(text.slice(from)))
  return pieces.join('')
}

/** A backslash takes the character behind it along, whatever it is. */
function behindString(text: string, open: number): number {
  let at = open + 1
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at + 1
}

function collect(value: JsonValue, path: readonly (string | number)[], found: Set<string>): void {
  if (typeof value === 'string') {
    if (value.startsWith(MARK) && isInexact(value.slice(MARK.length))) found.add(pointerOf(path))
  } else if (isArray(value)) for (const [index, element] of value.entries()) collect(element, [...path, index], found)
  else if (isObject(value)) for (const [key, member] of Object.entries(value)) collect(member, [...path, key], found)
}
