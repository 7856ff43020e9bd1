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
const BACKSLASH_UNIT = 0x5c
const LONG_UNIT = 0x75
const ASCII = 0x80
const IS_SHORT = new Uint8Array(ASCII)
for (const letter of Object.keys(SHORT)) IS_SHORT[letter.charCodeAt(0)] = 1
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

/**
 * Where indexes of the unescaped text lie in this one: in one walk for all of them.
 * @param read the unescaped text
 * @param indexes in rising order
 */
export function originsOf(text: string, read: string, indexes: readonly number[]): readonly number[] {
  let at = 0
  let from = 0
  return indexes.map((index) => {
    // Nearly all write a text in the same way, and comparing is faster than reading.
    const usual = JSON.stringify(read.slice(from, index))
    const end = at + usual.length - 2
    at = usual === `"${text.slice(at, end)}"` ? end : walkOn(text, at, index - from)
    from = index
    return at
  })
}

/** Where so many characters of the unescaped text end. */
function walkOn(text: string, start: number, count: number): number {
  let at = start
  for (let left = count; left > 0 && at < text.length; left--) {
    at += text.charCodeAt(at) === BACKSLASH_UNIT ? Math.max(1, escapeLength(text, at)) : 1
  }
  return at
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
  const unit = text.charCodeAt(at + 1)
  if (unit === LONG_UNIT) return HEX.test(text.slice(at + 2, at + LONG_LENGTH)) ? LONG_LENGTH : 0
  return unit < ASCII && IS_SHORT[unit] === 1 ? 2 : 0
}

function meaning(text: string, at: number, length: number): string {
  if (length === LONG_LENGTH) return String.fromCharCode(Number.parseInt(text.slice(at + 2, at + LONG_LENGTH), 16))
  return SHORT[text[at + 1] ?? ''] ?? ''
}
