/**
 * The search index over all servers and tools, built in memory from the lines that ship.
 *
 * It is our own: a sorted dictionary with postings in typed arrays; slips are found by comparing sets of letters (one
 * 32-bit word each) and measuring the few that are near. MiniSearch was measured beside it on the same documents (figures
 * in `data/README.md`): it takes about twice as long to open, and its p95 with prefixes and slips was beyond 100 ms.
 */
import type { FactsHead } from '../import/codec.ts'
import type { ServerFacts } from '../import/server-facts.ts'
import { isServerLine, readEntry } from '../import/shards.ts'
import { createDictionary } from './dictionary.ts'
import { readDocuments } from './documents.ts'
import type { Filters, HitKind } from './filters.ts'
import { createRanking } from './ranking.ts'
import { queryWords } from './words.ts'

/** Something that was found. */
export interface Hit {
  readonly kind: HitKind
  /** Identity of the server. */
  readonly server: string
  /** Name of the tool; absent for a server. */
  readonly tool?: string
  /** Higher is better; comparable within one search only. */
  readonly score: number
}

/** The open index. */
export interface CatalogueIndex {
  readonly counts: { readonly servers: number; readonly tools: number }
  /**
   * The best hits, best first; of equal ones the first in the files' order. Tolerates a slip in words of four letters and
   * two in words of eight. An empty query finds everything that passes the filters, best known first.
   */
  readonly search: (query: string, filters?: Filters, limit?: number) => readonly Hit[]
  /** All that is known of a server, by slug, identity or alias. */
  readonly entry: (name: string) => ServerFacts | undefined
}

/** Most hits that one search gives. */
const MOST = 200

/** Opens the index over the lines of all files; the order of files is the order of equal hits. */
export function openIndex(lines: readonly string[], head: FactsHead): CatalogueIndex {
  const own = lines.filter((line) => line !== '')
  const documents = readDocuments(own)
  const { names, servers, byName } = documents
  const rank = createRanking(documents, createDictionary(documents.words))
  const isTool = (document: number) => servers[document] !== document
  const tools = names.reduce((count, _name, document) => count + (isTool(document) ? 1 : 0), 0)

  const hit = ({ document, score }: { readonly document: number; readonly score: number }): Hit => {
    const server = names[servers[document] ?? 0] ?? ''
    return isTool(document)
      ? { kind: 'tool', server, tool: names[document] ?? '', score }
      : { kind: 'server', server, score }
  }

  return {
    counts: { servers: names.length - tools, tools },
    search: (query, filters = {}, limit = 20) =>
      rank(queryWords(query), filters, Math.max(0, Math.min(limit, MOST))).map(hit),
    entry: (name) => {
      const first = byName.get(name)
      if (first === undefined) return undefined
      let end = first + 1
      while (end < own.length && !isServerLine(own[end] ?? '')) end++
      return readEntry(own.slice(first, end), head)
    },
  }
}
