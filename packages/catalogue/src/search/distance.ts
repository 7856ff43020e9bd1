/** How many slips of the finger lie between two words. */

/** Cells of three rows, reused; words are at most 24 letters. */
const WIDTH = 32
const rows: readonly [Uint8Array, Uint8Array, Uint8Array] = [
  new Uint8Array(WIDTH),
  new Uint8Array(WIDTH),
  new Uint8Array(WIDTH),
]

/**
 * The distance of two words of at most 31 letters in letters missing, added, changed or swapped with a neighbour (optimal
 * string alignment); `most + 1` where it is more than `most`.
 */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most || a.length >= WIDTH || b.length >= WIDTH) return most + 1
  let [older, old, now] = rows
  for (let j = 0; j <= b.length; j++) old[j] = j
  for (let i = 1; i <= a.length; i++) {
    now[0] = i
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const differs = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1
      let cell = Math.min((old[j] ?? 0) + 1, (now[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + differs)
      const swapped =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
      if (swapped) cell = Math.min(cell, (older[j - 2] ?? 0) + 1)
      now[j] = cell
      if (cell < least) least = cell
    }
    if (least > most) return most + 1
    ;[older, old, now] = [old, now, older]
  }
  const result = old[b.length] ?? 0
  return result > most ? most + 1 : result
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
