/** Keys that a lenient server may take for one another. */

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
