/** Sets of characters: what one step of a pattern of texts takes. */

/** Code points, both ends included, in order and apart from one another. */
export type CharSet = readonly (readonly [from: number, to: number])[]

const LAST = 0x10_ffff

/** Every character; what is no character by itself (a surrogate) is never tried. */
export const EVERY: CharSet = [[0, LAST]]

/** One character. */
export const only = (character: number): CharSet => [[character, character]]

/** The characters of a text of pairs: `azAZ` is a to z and A to Z. */
export function pairs(text: string): CharSet {
  const points = Array.from(text, (each) => each.codePointAt(0) ?? 0)
  return union(points.flatMap((from, at) => (at % 2 === 0 ? [[[from, points[at + 1] ?? from]] as const] : [])))
}

/** Everything that is in one of them. */
export function union(sets: readonly CharSet[]): CharSet {
  const sorted = sets.flat().sort(([left], [right]) => left - right)
  const made: [number, number][] = []
  for (const [from, to] of sorted) {
    const last = made.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else made.push([from, to])
  }
  return made
}

/** Everything else. */
export function complement(set: CharSet): CharSet {
  const made: [number, number][] = []
  let next = 0
  for (const [from, to] of set) {
    if (from > next) made.push([next, from - 1])
    next = to + 1
  }
  if (next <= LAST) made.push([next, LAST])
  return made
}

/** Whether the character is in it. */
export const holds = (set: CharSet, character: number): boolean =>
  set.some(([from, to]) => character >= from && character <= to)

/** No alphabet with case lies beyond. */
const LAST_CASED = 0x24f
/** Letters that fold to ASCII ones (Unicode, CaseFolding). */
const ODD: readonly (readonly [string, string])[] = [
  ['k', '\u212a'],
  ['s', '\u017f'],
]

/** The same without regard to case, for alphabets of Europe; others stay as they are. */
export function withoutCase(set: CharSet): CharSet {
  const added: CharSet[] = []
  for (const [from, to] of set) {
    for (let each = from; each <= Math.min(to, LAST_CASED); each++) {
      const text = String.fromCodePoint(each)
      for (const other of [text.toLowerCase(), text.toUpperCase()]) {
        if (Array.from(other).length === 1) added.push(only(other.codePointAt(0) ?? each))
      }
    }
  }
  for (const [plain, odd] of ODD) {
    const both = [plain, plain.toUpperCase(), odd].map((each) => each.codePointAt(0) ?? 0)
    if (both.some((each) => holds(set, each))) added.push(...both.map(only))
  }
  return union([set, ...added])
}
