/** Which documents answer a query, and in which order. */
import type { Dictionary } from './dictionary.ts'
import { bits } from './distance.ts'
import type { Documents } from './documents.ts'
import { type Filters, passes } from './filters.ts'

/** A document and how well it answers. */
export interface Ranked {
  readonly document: number
  readonly score: number
}

/** Finds the best documents for the words of a query. */
export type Ranking = (words: readonly string[], filters: Filters, limit: number) => readonly Ranked[]

/** Of a server's score, the share that its tools get which answer themselves. */
const FROM_SERVER = 0.5

/** Columns that one search writes and clears. */
interface Scratch {
  readonly scores: Float32Array
  /** Which of the query's words a document has, a bit each. */
  readonly has: Uint8Array
  /** The best score of the present word. */
  readonly best: Float32Array
}

/** Keeps the best `limit` in order: by score, then by place. */
function select(ranked: Ranked[], limit: number): readonly Ranked[] {
  return ranked.sort((a, b) => b.score - a.score || a.document - b.document).slice(0, limit)
}

/** The ranking over all documents. It reuses its columns: one search at a time, which is how JavaScript runs it. */
export function createRanking(documents: Documents, dictionary: Dictionary): Ranking {
  const { servers, weights, lengths, bits: facets } = documents
  const { places, postings, meant } = dictionary
  const size = servers.length
  const scratch: Scratch = {
    scores: new Float32Array(size),
    has: new Uint8Array(size),
    best: new Float32Array(size),
  }
  const wellKnown = Uint32Array.from({ length: size }, (_, at) => at).sort(
    (a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b,
  )

  /** Lays one word's best meaning over each document that has it. */
  const addWord = (word: string, bit: number, touched: number[]): void => {
    const { scores, has, best } = scratch
    const own: number[] = []
    for (const { term, nearness } of meant(word)) {
      const [from, to] = [places[term] ?? 0, places[term + 1] ?? 0]
      const gain = nearness * Math.log(1 + size / (1 + to - from))
      for (let at = from; at < to; at++) {
        const document = postings[at] ?? 0
        const before = best[document] ?? 0
        if (before === 0) own.push(document)
        if (gain > before) best[document] = gain
      }
    }
    for (const document of own) {
      if (has[document] === 0) touched.push(document)
      has[document] = (has[document] ?? 0) | bit
      scores[document] = (scores[document] ?? 0) + (best[document] ?? 0)
      best[document] = 0
    }
  }

  const scoreOf = (document: number, count: number): number => {
    const { scores, has } = scratch
    const server = servers[document] ?? document
    const fromServer = server === document ? 0 : FROM_SERVER
    const words = (has[document] ?? 0) | (fromServer === 0 ? 0 : (has[server] ?? 0))
    const share = bits(words) / count
    const score = (scores[document] ?? 0) + fromServer * (scores[server] ?? 0)
    return (score * share * share) / (1 + 0.04 * (lengths[document] ?? 0)) + (weights[document] ?? 0)
  }

  return (words, filters, limit) => {
    const pass = passes(filters)
    const ranked: Ranked[] = []
    if (words.length === 0) {
      for (const document of wellKnown) {
        if (ranked.length >= limit) break
        if (pass(facets[document] ?? 0)) ranked.push({ document, score: weights[document] ?? 0 })
      }
      return ranked
    }
    const touched: number[] = []
    words.forEach((word, at) => {
      addWord(word, 1 << at, touched)
    })
    for (const document of touched) {
      if (pass(facets[document] ?? 0)) ranked.push({ document, score: scoreOf(document, words.length) })
    }
    for (const document of touched) {
      scratch.scores[document] = 0
      scratch.has[document] = 0
    }
    return select(ranked, limit)
  }
}
