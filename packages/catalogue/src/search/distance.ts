/** How many slips of the finger lie between two words. */

/** Cells of a row; words are at most 31 letters. */
const WIDTH = 32

type Row = Uint8Array

/** Three rows, reused. */
const rows: readonly [Row, Row, Row] = [new Uint8Array(WIDTH), new Uint8Array(WIDTH), new Uint8Array(WIDTH)]

function isSwap(a: string, b: string, i: number, j: number): boolean {
  if (i < 2 || j < 2) return false
  return a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
}

/** Fills the row of letter `i` of `a` from the two above it; its least cell. */
function fill(a: string, b: string, i: number, [older, old, now]: readonly [Row, Row, Row]): number {
  now[0] = i
  let least = i
  for (let j = 1; j <= b.length; j++) {
    const differs = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1
    let cell = Math.min((old[j] ?? 0) + 1, (now[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + differs)
    if (isSwap(a, b, i, j)) cell = Math.min(cell, (older[j - 2] ?? 0) + 1)
    now[j] = cell
    if (cell < least) least = cell
  }
  return least
}

/**
 * The distance of two words of at most 31 letters in letters missing, added, changed or swapped with a neighbour (optimal
 * string alignment); `most + 1` where it is more than `most`.
 */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most || a.length >= WIDTH || b.length >= WIDTH) return most + 1
  let [older, old, now] = rows
  for (let j = 0; j <= b.length; j++) old[j] = j
  for (let i = 1; i <= a.length; i++) {
    if (fill(a, b, i, [older, old, now]) > most) return most + 1
    ;[older, old, now] = [old, now, older]
  }
  return Math.min(old[b.length] ?? 0, most + 1)
}

/** One bit for each letter (a–z), one for digits, the rest shared: words few slips apart differ in few bits. */
export function lettersOf(word: string): number {
  let letters = 0
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at)
    if (code >= 97 && code <= 122) letters |= 1 << (code - 97)
    else letters |= code >= 48 && code <= 57 ? 1 << 26 : 1 << (27 + (code & 3))
  }
  return letters
}

/** How many bits are set. */
export function bits(value: number): number {
  let count = value - ((value >>> 1) & 0x55555555)
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333)
  return (((count + (count >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
