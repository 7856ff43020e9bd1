/** Kinds of characters, by UTF-16 code unit: what detectors look at one by one. */

const DIGIT = 1
const LETTER = 2
const HEX_LETTER = 4
const SPACE = 8
const DASH = 16
const INVISIBLE = 32

const KINDS = new Uint8Array(0x10000)
const mark = (characters: string, kind: number): void => {
  for (let i = 0; i < characters.length; i++) {
    const unit = characters.charCodeAt(i)
    KINDS[unit] = (KINDS[unit] ?? 0) | kind
  }
}
mark('0123456789', DIGIT)
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', LETTER)
mark('ABCDEFabcdef', HEX_LETTER)
// Spaces that people and programs put between the groups of a number; line ends are none of them.
mark(' \t\u00a0\u2007\u2009\u200a\u202f\u3000', SPACE)
mark('-\u2010\u2011\u2012\u2013\u2212', DASH)
mark('\u00ad\u200b\u200c\u200d\u2060\ufeff', INVISIBLE)

const kindAt = (text: string, index: number): number => KINDS[text.charCodeAt(index)] ?? 0

/** An ASCII digit; false beyond either end of the text, as the others are. */
export const isDigitAt = (text: string, index: number): boolean => (kindAt(text, index) & DIGIT) !== 0

/** An ASCII letter. */
export const isLetterAt = (text: string, index: number): boolean => (kindAt(text, index) & LETTER) !== 0

/** An ASCII letter or digit. */
export const isAlnumAt = (text: string, index: number): boolean => (kindAt(text, index) & (DIGIT | LETTER)) !== 0

/** A digit of a hexadecimal number. */
export const isHexAt = (text: string, index: number): boolean => (kindAt(text, index) & (DIGIT | HEX_LETTER)) !== 0

/** A space within a line. */
export const isSpaceAt = (text: string, index: number): boolean => (kindAt(text, index) & SPACE) !== 0

/** A hyphen, or what is written for one. */
export const isDashAt = (text: string, index: number): boolean => (kindAt(text, index) & DASH) !== 0

/** A character that nobody sees, and that readers of a number or an address pass over. */
export const isInvisibleAt = (text: string, index: number): boolean => (kindAt(text, index) & INVISIBLE) !== 0

const WORD = /[\p{L}\p{N}\p{M}]/u
const ASCII = 0x80
const IS_WORD = 1
const IS_NONE = 2
/** What was found out about characters beyond ASCII, as texts need it: asking costs as much as a hundred others. */
const WORDS = new Uint8Array(0x10000)

/** A letter or digit of any script; half of a character beyond the basic plane counts as one. */
export function isWordAt(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  if (unit < ASCII) return isAlnumAt(text, index)
  if (Number.isNaN(unit)) return false
  let known = WORDS[unit]
  if (known !== IS_WORD && known !== IS_NONE) {
    known = (unit >= 0xd800 && unit <= 0xdfff) || WORD.test(String.fromCharCode(unit)) ? IS_WORD : IS_NONE
    WORDS[unit] = known
  }
  return known === IS_WORD
}
