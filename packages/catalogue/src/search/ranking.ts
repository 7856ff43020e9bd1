/** Which documents answer a query, and in which order. */
import { keepBest, type Ranked } from './best.ts'
import type { Dictionary } from './dictionary.ts'
import { bits } from './distance.ts'
import type { Documents } from './documents.ts'
import { type Filters, passes } from './filters.ts'

/** Finds the best documents for the words of a query. */
export type Ranking = (words: readonly string[], filters: Filters, limit: number) => readonly Ranked[]

/** Of a server's score, the share that its tools get which answer themselves. */
const FROM_SERVER = 0.5

/** A server that answers by itself stands before its tools: whoever names a product alone looks for its servers. */
const SERVER = 1.6

/** How much better the best known answer than the unknown, and of that the share that tools get. */
const [KNOWN, KNOWN_TOOL] = [0.8, 0.3]

/** Columns that one search writes and clears. */
interface Scratch {
  readonly scores: Float32Array
  /** Which of the query's words a document has, a bit each. */
  readonly has: Uint8Array
  /** The best score of the present word. */
  readonly gains: Float32Array
}

/** How much a word tells: the fewer documents have it, the more. */
function tells({ places }: Dictionary, term: number, documents: number): number {
  return Math.log(1 + documents / (1 + (places[term + 1] ?? 0) - (places[term] ?? 0)))
}

/** Gives each document of a meaning its gain, if it has no better; new ones are put on the list. */
function spread(
  { places, postings }: Dictionary,
  { term, gain }: { readonly term: number; readonly gain: number },
  gains: Float32Array,
  list: number[],
): void {
  const [from, to] = [places[term] ?? 0, places[term + 1] ?? 0]
  for (let at = from; at < to; at++) {
    const document = postings[at] ?? 0
    const known = gains[document] ?? 0
    if (known === 0) list.push(document)
    if (gain > known) gains[document] = gain
  }
}

/** Lays one word's best meaning over each document that has it; documents met for the first time are put on the list. */
function addWord(scratch: Scratch, dictionary: Dictionary, word: { text: string; bit: number }, list: number[]): void {
  const { scores, has, gains } = scratch
  const own: number[] = []
  // A rare word that is only near tells no more than the word itself, where somebody has it.
  let most = Number.POSITIVE_INFINITY
  for (const { term, nearness } of dictionary.meant(word.text)) {
    const told = tells(dictionary, term, gains.length)
    if (nearness === 1) most = told
    spread(dictionary, { term, gain: nearness * Math.min(told, most) }, gains, own)
  }
  for (const document of own) {
    const known = has[document] ?? 0
    if (known === 0) list.push(document)
    has[document] = known | word.bit
    scores[document] = (scores[document] ?? 0) + (gains[document] ?? 0)
    gains[document] = 0
  }
}

/** How well a document that was met answers a query of so many words. */
function scoreOf({ servers, weights, lengths }: Documents, scratch: Scratch, document: number, count: number): number {
  const { scores, has } = scratch
  const server = servers[document] ?? document
  const own = scores[document] ?? 0
  const weight = weights[server] ?? 0
  const share = bits((has[document] ?? 0) | (has[server] ?? 0)) / count
  const length = 1 + 0.04 * (lengths[document] ?? 0)
  if (server === document) return (SERVER * own * share * share * (1 + KNOWN * weight)) / length
  const above = FROM_SERVER * (scores[server] ?? 0)
  return ((own + above) * share * share * (1 + KNOWN_TOOL * weight)) / length
}

function everything({ weights, bits: facets }: Documents, filters: Filters, limit: number): readonly Ranked[] {
  const pass = passes(filters)
  const best: Ranked[] = []
  weights.forEach((score, document) => {
    if (pass(facets[document] ?? 0)) keepBest(best, { document, score }, limit)
  })
  return best
}

/** The ranking over all documents. It reuses its columns: one search at a time, which is how JavaScript runs it. */
export function createRanking(documents: Documents, dictionary: Dictionary): Ranking {
  const size = documents.servers.length
  const scratch = { scores: new Float32Array(size), has: new Uint8Array(size), gains: new Float32Array(size) }
  return (words, filters, limit) => {
    if (limit <= 0) return []
    if (words.length === 0) return everything(documents, filters, limit)
    const pass = passes(filters)
    const met: number[] = []
    words.forEach((text, at) => {
      addWord(scratch, dictionary, { text, bit: 1 << at }, met)
    })
    const best: Ranked[] = []
    for (const document of met) {
      if (!pass(documents.bits[document] ?? 0)) continue
      keepBest(best, { document, score: scoreOf(documents, scratch, document, words.length) }, limit)
    }
    for (const document of met) {
      scratch.scores[document] = 0
      scratch.has[document] = 0
    }
    return best
  }
}
