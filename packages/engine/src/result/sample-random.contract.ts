/** Numbers that look random and are the same for the same seed. */

export interface Random {
  /** A whole number from 0 on, below the given one. */
  below(most: number): number
  pick<T>(from: readonly T[]): T
  digits(count: number): string
  /** So many characters of an alphabet. */
  text(alphabet: string, count: number): string
}

/** Mulberry32: small, fast, good enough for samples. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (most: number): number => Math.floor(next() * most)
  const text = (alphabet: string, count: number): string =>
    Array.from({ length: count }, () => alphabet[below(alphabet.length)]).join('')
  return {
    below,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    digits: (count) => text('0123456789', count),
    text,
  }
}
