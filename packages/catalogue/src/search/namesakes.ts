/** Tools whose names have the same words, without slips: fast enough for every page. */
import { keepBest, type Ranked } from './best.ts'
import type { Dictionary } from './dictionary.ts'
import type { Documents } from './documents.ts'
import { type Filters, passes } from './filters.ts'

/** Finds documents whose words include all of these, best known first, at most one of each server. */
export type Namesakes = (words: readonly string[], filters: Filters, limit: number) => readonly number[]

/** Most documents of one word that are looked through. */
const MOST = 8_000

function has(sorted: Uint32Array, wanted: number): boolean {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const there = sorted[middle] ?? 0
    if (there === wanted) return true
    if (there < wanted) low = middle + 1
    else high = middle
  }
  return false
}

/** The first document of each server. */
function oneEach(best: readonly Ranked[], servers: Uint32Array): readonly number[] {
  const seen = new Set<number>()
  return best.flatMap(({ document }) => {
    const server = servers[document] ?? document
    if (seen.has(server)) return []
    seen.add(server)
    return [document]
  })
}

/** Prepares the look-up over all documents. */
export function createNamesakes({ servers, bits, weights, lengths }: Documents, { exact }: Dictionary): Namesakes {
  /** Short names on well known servers are better examples. */
  const scoreOf = (document: number) => (weights[servers[document] ?? document] ?? 0) - 0.05 * (lengths[document] ?? 0)
  return (words, filters, limit) => {
    const [rarest, ...rest] = words.map(exact).sort((a, b) => a.length - b.length)
    if (rarest === undefined || rarest.length > MOST) return []
    const pass = passes(filters)
    const best: Ranked[] = []
    for (const document of rarest) {
      if (!pass(bits[document] ?? 0) || !rest.every((list) => has(list, document))) continue
      keepBest(best, { document, score: scoreOf(document) }, 4 * limit)
    }
    return oneEach(best, servers).slice(0, limit)
  }
}
