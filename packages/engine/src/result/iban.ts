/** International bank account numbers (ISO 13616), by country, length and checksum (ISO 7064, MOD 97-10). */
import { isAlnumAt, isDashAt, isInvisibleAt, isSpaceAt } from './characters.ts'
import type { Detector } from './detector.ts'

/** Length of a country's numbers, from the IBAN registry. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
    'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 ' +
    'LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 ' +
    'PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
)

/** Country and check digits. */
const HEAD = 4

const BEGINNING = /(?<![0-9A-Za-z])[A-Za-z]{2}\d\d/g

export const iban: Detector = {
  name: 'iban',
  finds:
    'Account numbers of every country of the IBAN registry with the country’s length and a right checksum, in one piece or in groups with single spaces or hyphens; in either case.',
  misses: 'Account numbers without country and checksum, and numbers that touch other letters or digits.',
  marks: [BEGINNING],
  find(text, report) {
    BEGINNING.lastIndex = 0
    for (let match = BEGINNING.exec(text); match !== null; match = BEGINNING.exec(text)) {
      const end = endOfNumber(text, match.index)
      if (end > 0) report(match.index, end)
      BEGINNING.lastIndex = end > 0 ? end : match.index + HEAD
    }
  },
}

/** Where the account number ends that begins here; -1 where none does. */
function endOfNumber(text: string, begin: number): number {
  const length = LENGTHS.get(text.slice(begin, begin + 2).toUpperCase())
  if (length === undefined) return -1
  let rest = 0
  let at = begin + HEAD
  for (let count = HEAD; count < length; at++) {
    if (isAlnumAt(text, at)) {
      rest = takeIn(rest, text.charCodeAt(at))
      count++
    } else if (!separates(text, at) || !isAlnumAt(text, at + 1)) return -1
  }
  return isAlnumAt(text, at) || !closes(rest, text, begin) ? -1 : at
}

const separates = (text: string, index: number): boolean =>
  isSpaceAt(text, index) || isDashAt(text, index) || isInvisibleAt(text, index)

/** The rest of the division by 97 with one more character; letters are numbers from 10, in either case. */
function takeIn(rest: number, unit: number): number {
  return unit <= 57 ? (rest * 10 + unit - 48) % 97 : (rest * 100 + (unit & 0x5f) - 55) % 97
}

/** With country and check digits at the end, the whole modulo 97 is 1. */
function closes(rest: number, text: string, begin: number): boolean {
  let whole = rest
  for (let at = begin; at < begin + HEAD; at++) whole = takeIn(whole, text.charCodeAt(at))
  return whole === 1
}
