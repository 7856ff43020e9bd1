/**
 * Changes single members deep within a JSON text, while every other byte stays as it came. Only for texts that are known
 * to be valid JSON in which no key comes twice.
 */
import type { JsonValue } from '@portcullis/engine'
import type { Span } from './message.ts'
import { applyEdits, memberOf, removeMember, setMember, wholeSpan } from './spans.ts'

/** Keys from the whole text inwards. */
export type Path = readonly string[]

/** Where the value at `path` stands. */
export function spanAt(bytes: Buffer, path: Path): Span | undefined {
  let span: Span | undefined = wholeSpan(bytes)
  for (const key of path) {
    if (span === undefined) return undefined
    span = memberOf(bytes, span, key)
  }
  return span
}

/** The source text of the value at `path`. */
export function textAt(bytes: Buffer, path: Path): string | undefined {
  const span = spanAt(bytes, path)
  return span && bytes.toString('utf8', span.start, span.end)
}

/** The value at `path`. */
export function valueAt(bytes: Buffer, path: Path): JsonValue | undefined {
  const text = textAt(bytes, path)
  return text === undefined ? undefined : JSON.parse(text)
}

/** The string at `path`; undefined where another value, or none, stands. */
export function stringAt(bytes: Buffer, path: Path): string | undefined {
  const value = valueAt(bytes, path)
  return typeof value === 'string' ? value : undefined
}

/**
 * Sets the value at `path`; objects on the way there that are absent are made.
 * @param text the value as JSON text
 */
export function setAt(bytes: Buffer, path: Path, text: string): Buffer {
  const [last, ...back] = [...path].reverse()
  if (last === undefined) return bytes
  const holders = back.reverse()
  const span = spanAt(bytes, holders)
  if (span === undefined) return setAt(bytes, holders, `{${JSON.stringify(last)}:${text}}`)
  return applyEdits(bytes, [setMember(bytes, span, last, text)])
}

/** Takes the member at `path` away; the same bytes where it is absent. */
export function dropAt(bytes: Buffer, path: Path): Buffer {
  const key = path.at(-1)
  const span = spanAt(bytes, path.slice(0, -1))
  const edit = key === undefined || span === undefined ? undefined : removeMember(bytes, span, key)
  return edit === undefined ? bytes : applyEdits(bytes, [edit])
}

/** The object at `path`, without those of its members whose keys `drops` names; the same bytes where nothing had to go. */
export const dropAll = (bytes: Buffer, path: Path, drops: readonly string[]): Buffer =>
  drops.reduce((left, key) => dropAt(left, [...path, key]), bytes)
