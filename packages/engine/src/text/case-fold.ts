/** Texts without regard to case. */

const ASCII = /^[\0-\x7f]*$/

/** So many rounds are enough for every character of Unicode; a test walks through all of them. */
const ROUNDS = 3

/**
 * The form in which texts that differ in case or composition only are equal (after Unicode, caseless matching: D145).
 * Stable: folding it again changes nothing; and free of context: the final sigma folds as the other one does, so that
 * the folded part of a text is a part of the folded text.
 */
export function caseFold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  let folded = text
  for (let round = 0; round < ROUNDS; round++) {
    const next = foldOnce(folded)
    if (next === folded) break
    folded = next
  }
  return folded
}

/** Steps that folding a text takes, where reading it takes one for each of its UTF-16 code units. */
export function foldSteps(text: string): number {
  return ASCII.test(text) ? text.length : text.length * SLOWER
}

/** So much longer characters beyond ASCII take. */
const SLOWER = 8

function foldOnce(text: string): string {
  let folded = ''
  for (const character of text.normalize('NFC')) folded += foldCharacter(character)
  return folded.normalize('NFC')
}

/** The dotless i is a letter of its own, although its capital is that of the other one. */
function foldCharacter(character: string): string {
  return character === 'ı' ? character : character.toUpperCase().toLowerCase().replaceAll('ς', 'σ')
}
