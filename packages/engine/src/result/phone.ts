/** Phone numbers: international (ITU-T E.164), North American, and national ones with a leading zero. */
import { isAlnumAt, isDashAt, isDigitAt, isSpaceAt } from './characters.ts'
import type { Detector } from './detector.ts'
import { endOfMarks, PhoneGroups } from './phone-groups.ts'

const MOST_DIGITS = 15
const LEAST_DIGITS = 9
const MOST_NATIONAL = 12

const ZERO = 0x30
const ONE = 0x31
const PLUS = 0x2b
const PARENTHESIS = 0x28

/** Country codes that are given out (ITU-T E.164 list), as beginnings. */
const COUNTRY =
  /^(?:1|7|2[07]|2[1234569]\d|3[0123469]|3[578]\d|4[013456789]|42\d|5[12345678]|5[09]\d|6[0123456]|6[789]\d|8[1246]|8[05]\d|88\d|9[0123458]|9[679]\d)/

/**
 * How a phone number can begin: with a country code, an area code or a zero. Most digits of most texts do not. What
 * stands before is not part of the same number or name.
 */
const BEGINNING =
  /(?<![0-9A-Za-z_+#]|[0-9A-Za-z][./\u2010-\u2013\u2212-])(?:[+(]\+?\(?\d+|00?[1-9]\d*|[2-9]\d\d[ .)/\u00a0\u202f\u2010-\u2013-]|1[ .(\u00a0-]{1,2}[2-9]\d\d)/g

const groups = new PhoneGroups()

export const phone: Detector = {
  name: 'phone',
  finds:
    'Numbers with a country code after + or 00, North American ones with separators ((212) 555-0123, 212-555-0123), and national ones that begin with 0 and are written in groups (030 1234567, 01 42 68 53 00).',
  misses:
    'Numbers without country code and separators: nothing tells them from order numbers. Extensions, and numbers spelled with letters. Any number that is written as a phone number is taken for one.',
  marks: [BEGINNING],
  find(text, report) {
    let last = -1
    BEGINNING.lastIndex = 0
    for (let match = BEGINNING.exec(text); match !== null; match = BEGINNING.exec(text)) {
      const { index } = match
      const end = endOfPhone(text, index, index - 1 === last)
      if (end > 0) {
        report(index, end)
        last = end
      }
      BEGINNING.lastIndex = end > 0 ? end : index + match[0].length
    }
  },
}

/** @param follows right behind another one */
function endOfPhone(text: string, begin: number, follows: boolean): number {
  const first = text.charCodeAt(begin) === PARENTHESIS ? begin + 1 : begin
  let start = begin
  while (!isDigitAt(text, start)) start++
  if (text.charCodeAt(first) === PLUS) return international(text, start, 0)
  if (text.charCodeAt(start) !== ZERO) return northAmerican(text, start, first > begin)
  if (!follows && isInSeries(text, begin)) return -1
  return text.startsWith('00', first) ? international(text, start, 2) : withLeadingZero(text, start)
}

/** @param prefix digits before the country code */
function international(text: string, start: number, prefix: number): number {
  groups.read(text, start, { most: MOST_DIGITS + prefix, least: 1 })
  const digits = groups.digits().slice(prefix)
  if (!COUNTRY.test(digits)) return -1
  for (let { count } = groups; count > 0; count--) {
    const length = groups.digitsIn(count) - prefix
    if (length < LEAST_DIGITS) return -1
    const end = groups.endOf(count)
    // Of a number after 00 the groups tell that it is one.
    if (count === 1 && prefix > 0) return -1
    // A signed decimal, such as a coordinate.
    if (count === 2 && groups.hasDotBehind(0)) continue
    if (standsAlone(text, end) && (!digits.startsWith('1') || isNorthAmerican(digits.slice(0, length)))) return end
  }
  return -1
}

/** Country code, area code and exchange of the North American plan. */
const isNorthAmerican = (digits: string): boolean => /^1[2-9](?!11)\d\d[2-9](?!11)\d{6}$/.test(digits)

/** A one perhaps, three digits, three, four. */
function northAmerican(text: string, start: number, inParentheses: boolean): number {
  const isLong = text.charCodeAt(start) === ONE && !isDigitAt(text, start + 1)
  const area = isLong ? endOfMarks(text, start + 1) : start
  if (!isArea(text, area)) return -1
  const exchange = endOfMarks(text, area + 3)
  if (exchange === area + 3 || !isArea(text, exchange)) return -1
  const line = endOfMarks(text, exchange + 3)
  const end = line + 4
  if (line === exchange + 3 || !hasDigits(text, line, 4) || !standsAlone(text, end)) return -1
  const first = text.slice(area + 3, exchange)
  const isWritten = inParentheses || first.includes(')') || first.trim() === text.slice(exchange + 3, line).trim()
  return isWritten ? end : -1
}

/** Three digits that can be an area code, or an exchange. */
function isArea(text: string, at: number): boolean {
  return hasDigits(text, at, 3) && text.charCodeAt(at) > ONE && !text.startsWith('11', at + 1)
}

/** So many digits, and no more. */
function hasDigits(text: string, at: number, count: number): boolean {
  for (let i = at; i < at + count; i++) if (!isDigitAt(text, i)) return false
  return !isDigitAt(text, at + count)
}

/** Groups of digits follow one another in numbers of cards and accounts, and one of them may begin with a zero. */
const isInSeries = (text: string, begin: number): boolean =>
  isDigitAt(text, begin - 2) && (isSpaceAt(text, begin - 1) || isDashAt(text, begin - 1))

/** Trunk prefix 0, then at least two groups: the usual form within many countries. */
function withLeadingZero(text: string, start: number): number {
  if (!isDigitAt(text, start + 1) || text.charCodeAt(start + 1) === ZERO) return -1
  groups.read(text, start, { most: MOST_NATIONAL, least: 2 })
  for (let { count } = groups; count > 1; count--) {
    const end = groups.endOf(count)
    if (groups.digitsIn(count) < LEAST_DIGITS) return -1
    if (standsAlone(text, end)) return isDate() || isSocialSecurity(count) || isDotted(count) ? -1 : end
  }
  return -1
}

/** Five pairs with dots are a French habit; anything else with a dot is a decimal or a version. */
function isDotted(count: number): boolean {
  let dots = 0
  for (let index = 0; index < count - 1; index++) if (groups.hasDotBehind(index)) dots++
  return dots > 0 && !(dots === 4 && count === 5)
}

/** 04-05-2024 10, 01 02 1999 */
const isDate = (): boolean =>
  groups.sizeOf(0) === 2 && groups.sizeOf(1) === 2 && groups.count > 2 && /^(?:19|20)\d\d$/.test(groups.group(2))

/** 078-05-1120 */
const isSocialSecurity = (count: number): boolean =>
  count === 3 && groups.sizeOf(0) === 3 && groups.sizeOf(1) === 2 && groups.sizeOf(2) === 4

function standsAlone(text: string, end: number): boolean {
  if (isAlnumAt(text, end) || text[end] === '_') return false
  const isJoint = isDashAt(text, end) || text[end] === '.' || text[end] === '/' || text[end] === ':'
  return !(isJoint && isAlnumAt(text, end + 1))
}
