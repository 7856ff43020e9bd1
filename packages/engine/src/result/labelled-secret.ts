/** Values that are called a secret where they stand: password=…, "api_key": "…", Authorization: Bearer …, user:password@host. */
import { isAlnumAt } from './characters.ts'
import type { Find } from './detector.ts'
import { looksSecret } from './secrecy.ts'

/** Words that names of secrets contain, in lower case. */
const WORD = /pass(?:w|phrase)|pwd|secret|token|credential|key/g
/** The same in any case: without one of them nothing is called a secret. */
export const NAME_MARK: RegExp = new RegExp(WORD.source, 'gi')
/** What makes a key a secret one, before it. */
const KEY_OF = /(?:api|access|account|private|client|auth|shared|signing|encryption|master|service)[_-]?$/i
/** The rest of the name, and what may stand between it and the value. */
const LINK =
  /[0-9A-Za-z_-]{0,24}\\?["'`]?\]?\s{0,8}(?::=|=>|[:=])\s{0,8}\\?(["'`])?(?:(?:Bearer|Basic|Token)\s{1,4})?/iy
/** Further names and values may stand behind an unquoted value: it begins without their marks. */
const VALUE = /[^\s"'`,;&<>(){}[\]\\|:=]{8,512}/y
const REST = /[^\s"'`,;&<>(){}[\]\\|]{0,512}/y
const QUOTED_VALUE = /[^\s"'`\\]{8,512}/y
/** Tokens that lead through lists, and counts of tokens, are no secrets. */
const HARMLESS =
  /(?:page|next|prev|previous|sync|continuation|cursor|max|num|count|total|usage|prompt|completion|input|output|cached?)[A-Za-z]{0,10}[_-]?$/i
const REPLACED = '[redacted:'
const LONGEST_NAME = 24
const SCHEME_MARK = '://'
const USER_INFO = /:\/\/[^\s/@:"'\\]{0,64}:([^\s/@"'\\]{3,128})@/y

/** Whether a member of this name is likely to hold a secret. */
export function namesSecret(key: string): boolean {
  const lower = key.toLowerCase()
  WORD.lastIndex = 0
  for (let match = WORD.exec(lower); match !== null; match = WORD.exec(lower)) {
    if (!isHarmless(lower, match.index, match[0])) return true
  }
  return false
}

/** Whether people choose values of this name themselves. */
export const namesPassword = (key: string): boolean => /pass(?:w|phrase)|pwd/i.test(key)

/** Finds values by what they are called. */
export const findLabelled: Find = (text, report) => {
  const names = inLowerCase(text)
  WORD.lastIndex = 0
  for (let match = WORD.exec(names); match !== null; match = WORD.exec(names)) {
    const [word] = match
    if (!mayLink(text, WORD.lastIndex) || isHarmless(names, match.index, word)) continue
    const resume = WORD.lastIndex
    const end = findValue(text, resume, word.startsWith('p'), report)
    WORD.lastIndex = Math.max(resume, end)
  }
}

/** Some letters have lower-case forms of another length: places would shift. */
function inLowerCase(text: string): string {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text.replaceAll(/[A-Z]+/g, (capitals) => capitals.toLowerCase())
}

/** Finds passwords within URLs. */
export const findUserInfo: Find = (text, report) => {
  for (let at = text.indexOf(SCHEME_MARK); at >= 0; at = text.indexOf(SCHEME_MARK, at + SCHEME_MARK.length)) {
    USER_INFO.lastIndex = at
    const password = USER_INFO.exec(text)?.[1]
    if (password === undefined || !isAlnumAt(text, at - 1) || isPlaceholder(password)) continue
    const end = USER_INFO.lastIndex - 1
    report(end - password.length, end)
  }
}

/** Only a name goes on behind the word, and a mark that leads to a value: anything else ends it soon. */
function mayLink(text: string, from: number): boolean {
  let at = from
  while (at < from + LONGEST_NAME && (isAlnumAt(text, at) || text[at] === '_' || text[at] === '-')) at++
  const next = text[at]
  return next !== undefined && ' \t:="\'`\\]'.includes(next)
}

/** @returns where the value ends, whether it is a secret or not; -1 where there is none */
function findValue(
  text: string,
  from: number,
  isChosen: boolean,
  report: (start: number, end: number) => void,
): number {
  LINK.lastIndex = from
  const link = LINK.exec(text)
  if (link === null) return -1
  const form = link[1] === undefined ? VALUE : QUOTED_VALUE
  form.lastIndex = LINK.lastIndex
  const value = form.exec(text)?.[0]
  if (value === undefined || !looksSecret(value, isChosen)) return -1
  REST.lastIndex = form.lastIndex
  if (form === VALUE) REST.test(text)
  const end = Math.max(form.lastIndex, REST.lastIndex)
  report(form.lastIndex - value.length, end)
  return end
}

/** @param names in lower case */
function isHarmless(names: string, start: number, word: string): boolean {
  const before = names.slice(Math.max(0, start - LONGEST_NAME), start)
  // What was put in the place of a secret names none.
  if (before.endsWith(REPLACED)) return true
  if (word === 'key') return !KEY_OF.test(before)
  if (word !== 'token') return false
  // A number of tokens, or a word that only begins like this.
  const next = names.slice(start + word.length, start + word.length + 2)
  return /^(?:s[^a-z]|s$|iz|is)/.test(next) || HARMLESS.test(before)
}

const isPlaceholder = (value: string): boolean =>
  /^(?:\[redacted.*|[*x.]+|\$.*|<.*>|\{.*|pass(?:word)?|pw|secret)$/i.test(value)
