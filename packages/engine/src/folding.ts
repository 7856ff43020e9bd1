/** Keys that a lenient server may take for one another. */
import type { JsonObject } from './request.ts'

const ASCII = /^[\0-\x7f]*$/

/** The form in which look-alike keys are equal: NFC, then upper and lower case (`ß` folds to `ss`, the Kelvin sign to `k`). */
export function fold(key: string): string {
  return key.normalize('NFC').toUpperCase().toLowerCase()
}

/**
 * Whether an object has a key that differs from the wanted one in case or composition only.
 * @param folded `fold` of the wanted key, which the object does not have
 */
export function hasLookAlike(object: JsonObject, folded: string): boolean {
  for (const key of Object.keys(object)) {
    if ((key.length === folded.length || !ASCII.test(key)) && fold(key) === folded) return true
  }
  return false
}
