/** Numbers of payment cards: by issuer, length and check digit (ISO/IEC 7812-1). */
import { isAlnumAt, isDashAt, isDigitAt, isInvisibleAt, isSpaceAt } from './characters.ts'
import type { Detector } from './detector.ts'
import { passesLuhn } from './luhn.ts'

const LONGEST = 19
const SHORTEST = 12
/** Digits in a group; shorter ones are separate numbers of a list. */
const LEAST_IN_GROUP = 3
/** An issuer is known by so many digits. */
const PREFIX = 4
const ZERO = 0x30

const from16to19 = [16, 17, 18, 19]
/** Issuers by the range of their first four digits, with the lengths of their numbers. */
const ISSUERS: readonly (readonly [first: number, last: number, lengths: readonly number[]])[] = [
  [4000, 4999, [13, 16, 19]],
  [5100, 5599, [16]],
  [2221, 2720, [16]],
  [3400, 3499, [15]],
  [3700, 3799, [15]],
  [6011, 6011, from16to19],
  [6440, 6599, from16to19],
  [6200, 6299, from16to19],
  [3528, 3589, from16to19],
  [3000, 3059, [14, 16]],
  [3095, 3095, [14, 16]],
  [3600, 3699, [14, 16]],
  [3800, 3999, [14, 16]],
  [2200, 2204, from16to19],
  ...[5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763].map(
    (prefix) => [prefix, prefix, [12, 13, 14, 15, ...from16to19]] as const,
  ),
]

/** By the first four digits, a bit for each length. */
const LENGTHS = new Uint32Array(10 ** PREFIX)
for (const [first, last, lengths] of ISSUERS) {
  // Of ranges within others the first one holds.
  for (let prefix = first; prefix <= last; prefix++) {
    if (LENGTHS[prefix] === 0) for (const length of lengths) LENGTHS[prefix] = (LENGTHS[prefix] ?? 0) | (1 << length)
  }
}

/**
 * Digits that are not part of a longer number, nor of a name with hyphens; and so many, or another group behind them, that
 * a card can follow.
 */
const BEGINNING = /(?<![0-9A-Za-z]|[0-9A-Za-z][-\u2010-\u2013\u2212]|\d\.)[2-6]\d\d(?:\d{9}|\d{0,8}[^0-9A-Za-z"]\d{3})/g

/** Digits of the number that is looked at. */
const digits = new Uint8Array(LONGEST)

export const creditCard: Detector = {
  name: 'credit_card',
  finds:
    'Card numbers of Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay, Maestro and Mir with the issuer’s length and a right check digit; in one piece, or in groups of three and more digits with one kind of space or hyphen between them.',
  misses:
    'Numbers that were cut or masked, that touch letters, or that are parts of longer numbers with hyphens. One random number in ten has a right check digit.',
  marks: [BEGINNING],
  find(text, report) {
    BEGINNING.lastIndex = 0
    for (let match = BEGINNING.exec(text); match !== null; match = BEGINNING.exec(text)) {
      const end = endOfCard(text, match.index)
      if (end > 0) report(match.index, end)
      BEGINNING.lastIndex = end > 0 ? end : match.index + LEAST_IN_GROUP
    }
  },
}

function endsNumber(text: string, end: number): boolean {
  if (isAlnumAt(text, end)) return false
  if (text[end] === '.' && isDigitAt(text, end + 1)) return false
  return !(isDashAt(text, end) && isAlnumAt(text, end + 1))
}

/** Where the longest card number ends that begins here; -1 where none does. */
function endOfCard(text: string, start: number): number {
  let count = 0
  let separator: string | undefined
  let found = -1
  for (let at = start; ; ) {
    const before = count
    let end = at
    for (; isDigitAt(text, end); end++) {
      if (count === LONGEST) return found
      digits[count++] = text.charCodeAt(end) - ZERO
    }
    if (count - before < LEAST_IN_GROUP) return found
    if (count >= SHORTEST && isCard(count) && endsNumber(text, end)) found = end
    const next = text[end]
    if (!separates(text, end) || next !== (separator ?? next)) return found
    separator = next
    at = end + 1
  }
}

const separates = (text: string, index: number): boolean =>
  isSpaceAt(text, index) || isDashAt(text, index) || isInvisibleAt(text, index)

/** Whether the first digits are the number of a card. */
function isCard(count: number): boolean {
  let prefix = 0
  for (let index = 0; index < PREFIX; index++) prefix = prefix * 10 + (digits[index] ?? 0)
  return ((LENGTHS[prefix] ?? 0) & (1 << count)) !== 0 && passesLuhn(digits, count)
}
