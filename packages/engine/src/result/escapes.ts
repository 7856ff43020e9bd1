/** Escapes of JSON strings (RFC 8259, section 7), undone wherever they stand: also in JSON that is carried in a text. */

const BACKSLASH = '\\'
const SHORT: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}
const HEX = /^[0-9A-Fa-f]{4}$/
const LONG_LENGTH = 6
const ANY_ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/
const LONG_ESCAPE = /\\u[0-9A-Fa-f]{4}/

/** Whether there is an escape to undo. */
export const hasEscapes = (text: string): boolean => text.includes(BACKSLASH) && ANY_ESCAPE.test(text)

/** Whether there is an escape that can stand for any character. */
export const hasLongEscapes = (text: string): boolean => text.includes(`${BACKSLASH}u`) && LONG_ESCAPE.test(text)

/** Undoes every escape once; a backslash that begins none stays. */
export function unescaped(text: string): string {
  let out = ''
  let from = 0
  for (let at = text.indexOf(BACKSLASH); at >= 0; ) {
    const length = escapeLength(text, at)
    if (length > 0) {
      out += text.slice(from, at) + meaning(text, at, length)
      from = at + length
    }
    at = text.indexOf(BACKSLASH, at + Math.max(1, length))
  }
  return from === 0 ? text : out + text.slice(from)
}

/** The same for what is known to be the inside of a JSON string: several times faster. */
export function unescapedJson(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    // A control character.
    return unescaped(text)
  }
}

/** Where an index of the unescaped text lies in this one: prepared in time that goes with the number of escapes. */
export function originFinder(text: string): (index: number) => number {
  /** By escape: the index of its character in the unescaped text, and how much longer everything before and it was. */
  const at: number[] = []
  const longer: number[] = []
  let sum = 0
  for (let next = text.indexOf(BACKSLASH); next >= 0; ) {
    const length = escapeLength(text, next)
    if (length > 0) {
      at.push(next - sum)
      sum += length - 1
      longer.push(sum)
    }
    next = text.indexOf(BACKSLASH, next + Math.max(1, length))
  }
  return (index) => index + (longer[countBelow(at, index) - 1] ?? 0)
}

/** How many of the sorted numbers are less. */
function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? limit) < limit) low = middle + 1
    else high = middle
  }
  return low
}

/** An index that lies within an escape, moved behind it; any other stays. */
export function behindEscape(text: string, index: number): number {
  for (let at = index - 1; at >= 0 && at > index - LONG_LENGTH; at--) {
    if (text[at] !== BACKSLASH) continue
    const first = firstOfRun(text, at)
    const active = (at - first) % 2 === 0 ? at : at - 1
    return Math.max(index, active + escapeLength(text, active))
  }
  return index
}

/** Backslashes that follow one another pair up from the first on. */
function firstOfRun(text: string, at: number): number {
  let first = at
  while (text[first - 1] === BACKSLASH) first--
  return first
}

/** Writes a text so that it means the same after its escapes were undone so many times. */
export function escapedTimes(text: string, times: number): string {
  let out = text
  for (let i = 0; i < times; i++) out = JSON.stringify(out).slice(1, -1)
  return out
}

function escapeLength(text: string, at: number): number {
  const letter = text[at + 1] ?? ''
  if (letter === 'u') return HEX.test(text.slice(at + 2, at + LONG_LENGTH)) ? LONG_LENGTH : 0
  return Object.hasOwn(SHORT, letter) ? 2 : 0
}

function meaning(text: string, at: number, length: number): string {
  if (length === LONG_LENGTH) return String.fromCharCode(Number.parseInt(text.slice(at + 2, at + LONG_LENGTH), 16))
  return SHORT[text[at + 1] ?? ''] ?? ''
}
