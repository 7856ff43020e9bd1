/** Phone numbers: international (ITU-T E.164), North American, and national ones with a leading zero. */
import { endOfDigits, isAlnumAt, isDashAt, isDigitAt, isInvisibleAt, isSpaceAt } from './characters.ts'
import type { Detector } from './detector.ts'

const MOST_DIGITS = 15
const LEAST_DIGITS = 9
const MOST_MARKS = 3

/** Country codes that are given out (ITU-T E.164 list), as beginnings. */
const COUNTRY =
  /^(?:1|7|2[07]|2[1234569]\d|3[0123469]|3[578]\d|4[013456789]|42\d|5[12345678]|5[09]\d|6[0123456]|6[789]\d|8[1246]|8[05]\d|88\d|9[0123458]|9[679]\d)/
/** Area code and exchange of the North American plan. */
const NORTH_AMERICAN = /^1?[2-9](?!11)\d\d[2-9](?!11)\d{6}$/

/** How a phone number can begin: with a country code, an area code or a zero. Most digits of most texts do not. */
const BEGINNING =
  /(?<![0-9A-Za-z_+#])(?:[+(]\+?\(?\d+|00?[1-9]\d*|[2-9]\d\d[ .)/\u00a0\u202f\u2010-\u2013-]|1[ .(\u00a0-]{1,2}[2-9]\d\d)/g

/** Digits in their groups, as they are written. */
interface Written {
  readonly groups: readonly string[]
  /** Where each group ends in the text. */
  readonly ends: readonly number[]
  /** What stands between them. */
  readonly marks: readonly string[]
}

export const phone: Detector = {
  name: 'phone',
  finds:
    'Numbers with a country code after + or 00, North American ones with separators ((212) 555-0123, 212-555-0123), and national ones that begin with 0 and are written in groups (030 1234567, 01 42 68 53 00).',
  misses:
    'Numbers without country code and separators: nothing tells them from order numbers. Extensions, and numbers spelled with letters. Any number that is written as a phone number is taken for one.',
  hint: /\d/,
  least: { characters: LEAST_DIGITS, digits: LEAST_DIGITS },
  find(text, report) {
    let last = -1
    BEGINNING.lastIndex = 0
    for (let match = BEGINNING.exec(text); match !== null; match = BEGINNING.exec(text)) {
      const { index } = match
      const end = beginsNumber(text, index) ? endOfPhone(text, index, index - 1 === last) : -1
      if (end > 0) {
        report(index, end)
        last = end
      }
      BEGINNING.lastIndex = end > 0 ? end : index + match[0].length
    }
  },
}

/** What stands before is not part of the same number or name. */
function beginsNumber(text: string, start: number): boolean {
  const before = text[start - 1]
  const isJoint = before === '.' || before === '/' || isDashAt(text, start - 1)
  return !(isJoint && isAlnumAt(text, start - 2))
}

/** @param follows right behind another one */
function endOfPhone(text: string, start: number, follows: boolean): number {
  const written = readGroups(text, start)
  const first = text[start] === '(' ? start + 1 : start
  if (text[first] === '+') return international(text, written, 0)
  const national = northAmerican(text, written, first > start)
  if (national > 0 || (!follows && isInSeries(text, start))) return national
  return text.startsWith('00', first) ? international(text, written, 2) : withLeadingZero(text, written)
}

/** Groups of digits with what may stand between those of a phone number. */
function readGroups(text: string, start: number): Written {
  const groups: string[] = []
  const ends: number[] = []
  const marks: string[] = []
  let count = 0
  let at = start
  while (!isDigitAt(text, at)) at++
  for (;;) {
    const end = endOfDigits(text, at)
    count += end - at
    if (count > MOST_DIGITS + 2) break
    groups.push(text.slice(at, end))
    ends.push(end)
    const next = endOfMarks(text, end)
    if (next === end || !isDigitAt(text, next)) break
    marks.push(text.slice(end, next))
    at = next
  }
  return { groups, ends, marks }
}

function endOfMarks(text: string, start: number): number {
  let end = start
  while (end - start < MOST_MARKS && isMark(text, end)) end++
  return end
}

function isMark(text: string, index: number): boolean {
  const mark = text[index]
  if (mark === '.' || mark === '/' || mark === '(' || mark === ')') return true
  return isSpaceAt(text, index) || isDashAt(text, index) || isInvisibleAt(text, index)
}

/** @param prefix digits before the country code */
function international(text: string, { groups, ends, marks }: Written, prefix: number): number {
  for (let count = groups.length; count > 0; count--) {
    const digits = groups.slice(0, count).join('').slice(prefix)
    const end = ends[count - 1] ?? 0
    if (digits.length < LEAST_DIGITS) return -1
    if (standsAlone(text, end) && isInternational(digits, marks.slice(0, count - 1), prefix > 0)) return end
  }
  return -1
}

function isInternational(digits: string, marks: readonly string[], needsMarks: boolean): boolean {
  if (digits.length > MOST_DIGITS || !COUNTRY.test(digits)) return false
  if (digits.startsWith('1') && !NORTH_AMERICAN.test(digits)) return false
  // A signed decimal, such as a coordinate.
  if (marks.length === 1 && marks[0] === '.') return false
  return !needsMarks || marks.length > 0
}

function northAmerican(text: string, { groups, ends, marks }: Written, inParentheses: boolean): number {
  const skipped = groups[0] === '1' ? 1 : 0
  const end = ends[skipped + 2]
  if (end === undefined || !hasSizes(groups, skipped) || !standsAlone(text, end)) return -1
  if (!NORTH_AMERICAN.test(groups.slice(0, skipped + 3).join(''))) return -1
  const [first = '', second = ''] = marks.slice(skipped)
  const isWritten = inParentheses || first.includes(')') || first.trim() === second.trim()
  return isWritten ? end : -1
}

const hasSizes = (groups: readonly string[], from: number): boolean =>
  groups[from]?.length === 3 && groups[from + 1]?.length === 3 && groups[from + 2]?.length === 4

/** Groups of digits follow one another in numbers of cards and accounts, and one of them may begin with a zero. */
const isInSeries = (text: string, start: number): boolean =>
  isDigitAt(text, start - 2) && (isSpaceAt(text, start - 1) || isDashAt(text, start - 1))

/** Trunk prefix 0, then at least two groups: the usual form within many countries. */
function withLeadingZero(text: string, { groups, ends, marks }: Written): number {
  if (!/^0[1-9]/.test(groups[0] ?? '')) return -1
  for (let count = groups.length; count > 1; count--) {
    const some = groups.slice(0, count)
    const { length } = some.join('')
    const end = ends[count - 1] ?? 0
    if (length < LEAST_DIGITS) return -1
    if (length > 12 || some.some((group) => group.length < 2) || !standsAlone(text, end)) continue
    return isDate(some) || isSocialSecurity(some) || isDotted(marks.slice(0, count - 1)) ? -1 : end
  }
  return -1
}

/** Five pairs with dots are a French habit; anything else with a dot is a decimal or a version. */
const isDotted = (marks: readonly string[]): boolean =>
  marks.includes('.') && !(marks.length === 4 && marks.every((mark) => mark === '.'))

/** 04-05-2024 10, 01 02 1999 */
const isDate = ([day = '', month = '', year = '']: readonly string[]): boolean =>
  day.length === 2 && month.length === 2 && /^(?:19|20)\d\d$/.test(year)

/** 078-05-1120 */
const isSocialSecurity = ([area = '', group = '', serial = '', ...rest]: readonly string[]): boolean =>
  area.length === 3 && group.length === 2 && serial.length === 4 && rest.length === 0

function standsAlone(text: string, end: number): boolean {
  if (isAlnumAt(text, end) || text[end] === '_') return false
  const isJoint = isDashAt(text, end) || text[end] === '.' || text[end] === '/' || text[end] === ':'
  return !(isJoint && isAlnumAt(text, end + 1))
}
