/** Keys that a lenient server may take for one another. */
import type { JsonValue } from '../decide/request.ts'
import { isArray, isObject } from './json.ts'

const ASCII = /^[\0-\x7f]*$/

/** The form in which look-alike keys are equal: NFC, then upper and lower case (`ß` folds to `ss`, the Kelvin sign to `k`). */
export function fold(key: string): string {
  return key.normalize('NFC').toUpperCase().toLowerCase()
}

/**
 * Whether a key may differ from the wanted one in case or composition only: the quick look before folding it.
 * @param folded `fold` of the wanted key
 */
export function mayLookAlike(key: string, folded: string): boolean {
  return key.length === folded.length || !ASCII.test(key)
}

/**
 * Runs of combining marks are sorted when a text is normalised, in quadratic time. More than thirty in a row stand in no
 * real text (UAX #15, Stream-Safe Text Format).
 */
export const TOO_MANY_MARKS: RegExp = /\p{M}{31}/u

/** Whether some object in it has two keys that may be taken for one another, or a key that no reader should get. */
export function hasUnsafeKeys(value: JsonValue): boolean {
  if (isArray(value)) return value.some(hasUnsafeKeys)
  if (!isObject(value)) return false
  const keys = Object.keys(value)
  if (keys.some((key) => key === '__proto__' || TOO_MANY_MARKS.test(key))) return true
  return new Set(keys.map(fold)).size < keys.length || Object.values(value).some(hasUnsafeKeys)
}
