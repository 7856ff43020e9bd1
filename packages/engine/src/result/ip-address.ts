/** Addresses of the Internet Protocol: version 4 in four decimals, version 6 in any of its text forms (RFC 4291, 2.2). */
import { isAlnumAt, isDigitAt, isHexAt } from './characters.ts'
import type { Detector, Report } from './detector.ts'

const LONGEST = 45
const OCTET = /^(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/
const GROUP = /^[0-9A-Fa-f]{1,4}$/

/** Four decimals, or groups with colons, that no letter or digit stands before. */
const BEGINNING = /(?<![0-9A-Za-z:])(?:\d{1,3}\.\d|[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]|::[0-9A-Fa-f])/g

export const ipAddress: Detector = {
  name: 'ip_address',
  finds:
    'IPv4 addresses of four decimals without leading zeros, and IPv6 addresses, also with a port, prefix length or brackets.',
  misses:
    'Addresses in other notations (one number, octal), the address "::", and what is written as a version (v1.2.3.4). Other version numbers of four parts look like addresses.',
  marks: [BEGINNING],
  find(text, report) {
    BEGINNING.lastIndex = 0
    for (let match = BEGINNING.exec(text); match !== null; match = BEGINNING.exec(text)) {
      BEGINNING.lastIndex = Math.max(findAt(text, match.index, report), match.index + 1)
    }
  },
}

const isPart = (text: string, index: number): boolean => isHexAt(text, index) || text[index] === ':'

/** Looks at the run of characters of addresses that begins here; returns where it ends. */
function findAt(text: string, start: number, report: Report): number {
  let end = start
  while (isPart(text, end) || (text[end] === '.' && isDigitAt(text, end + 1))) end++
  if (end - start > LONGEST + 6 || isLetterOrMark(text, end)) return end
  const run = text.slice(start, end)
  const length = lengthOfAddress(run, text.slice(Math.max(0, start - 9), start))
  if (length > 0) report(start, start + length)
  return end
}

const isLetterOrMark = (text: string, index: number): boolean => isAlnumAt(text, index) || text[index] === '_'

/** How much of a run is an address; 0: none. */
function lengthOfAddress(run: string, before: string): number {
  const trimmed = run.endsWith(':') && !run.endsWith('::') ? run.slice(0, -1) : run
  // Words of a programming language may be of letters alone: dead::beef.
  if (/\d/.test(trimmed) && isVersion6(trimmed)) return trimmed.length
  const [address = ''] = trimmed.split(':')
  const octets = address.split('.')
  const isAddress = octets.length === 4 && octets.every((octet) => OCTET.test(octet))
  return isAddress && !/(?:\d[.]|version[:= ]*)$/i.test(before) ? address.length : 0
}

function isVersion6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const [front = '', back] = halves
  const groups = countGroups(front, back === undefined)
  const rest = back === undefined ? 0 : countGroups(back, true)
  if (groups < 0 || rest < 0) return false
  return back === undefined ? groups === 8 : groups + rest < 8
}

/** So many groups of 16 bits; -1 where something else stands there. An IPv4 address may be the last two. */
function countGroups(text: string, mayEndInFour: boolean): number {
  if (text === '') return 0
  const parts = text.split(':')
  const last = parts.at(-1) ?? ''
  const octets = last.split('.')
  const four = mayEndInFour && octets.length === 4 && octets.every((octet) => OCTET.test(octet))
  const plain = four ? parts.slice(0, -1) : parts
  return plain.every((part) => GROUP.test(part)) ? plain.length + (four ? 2 : 0) : -1
}
