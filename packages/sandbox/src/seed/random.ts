/** Chance that falls the same way every time. */

/** Numbers in [0, 1) after a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of a list that is not empty. */
export function pick<List extends readonly [unknown, ...unknown[]]>(random: () => number, from: List): List[number] {
  return from[Math.floor(random() * from.length)] ?? from[0]
}

/** The instant so many days before the shop's first day, in ISO 8601. */
export function daysBefore(days: number): string {
  return new Date(Date.UTC(2026, 8, 1, 9) - Math.round(days * 86_400_000)).toISOString()
}
