/**
 * The search index over all servers and tools, built in memory from the lines that ship.
 *
 * It is our own: a sorted dictionary with postings in typed arrays; slips are found by comparing sets of letters (one
 * 32-bit word each) and measuring the few that are near. MiniSearch was measured beside it on the same documents (figures
 * in `data/README.md`): it takes about twice as long to open, and its p95 with prefixes and slips was beyond 100 ms.
 */
import { decodeServer, type FactsHead } from '../import/codec.ts'
import type { ServerFacts } from '../import/server-facts.ts'
import { isServerLine, readEntry } from '../import/shards.ts'
import type { ToolLink } from '../report/report.ts'
import { type Claims, claimsOf } from '../stack/claims.ts'
import { createDictionary } from './dictionary.ts'
import { readDocuments } from './documents.ts'
import type { Filters, HitKind } from './filters.ts'
import { createLinks } from './links.ts'
import { createNamesakes } from './namesakes.ts'
import { type Overview, overviewOf } from './overview.ts'
import { createRanking } from './ranking.ts'
import { recent } from './recent.ts'
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
  /** Counts over everything, computed when they are asked for first. */
  readonly overview: () => Overview
  /** All that is known of a server, by slug, identity or alias. The same object for a server that was read lately. */
  readonly entry: (name: string) => ServerFacts | undefined
  /** All servers that claim a package (`npm:x`) or an address (`remote:host/path`); the claims are read when asked for first. */
  readonly claiming: (key: string) => readonly ServerFacts[]
  /**
   * Tools whose names have all of these words as they stand: the best known servers first, one tool of each. No slips, and
   * well under a millisecond.
   */
  readonly namesakes: (words: readonly string[], filters?: Filters, limit?: number) => readonly ToolLink[]
  /** How a tool that was found is linked to, without reading its server; undefined for a server. */
  readonly toolLink: (hit: Hit) => ToolLink | undefined
  /** All servers in the files' order, each read when its turn comes: some microseconds each. */
  readonly servers: () => Iterable<ServerFacts>
}

/** Most hits that one search gives. */
const MOST = 200

/** Where the lines of the server that begins at `first` end. */
function endOf(lines: readonly string[], first: number): number {
  let end = first + 1
  while (end < lines.length && !isServerLine(lines[end] ?? '')) end++
  return end
}

/** All entries of the lines, one after the other. */
function* entriesOf(lines: readonly string[], head: FactsHead): Generator<ServerFacts> {
  let first = 0
  while (first < lines.length) {
    const end = endOf(lines, first)
    const entry = readEntry(lines.slice(first, end), head)
    if (entry !== undefined) yield entry
    first = end
  }
}

/** Opens the index over the lines of all files; the order of files is the order of equal hits. */
export function openIndex(lines: readonly string[], head: FactsHead): CatalogueIndex {
  const own = lines.filter((line) => line !== '')
  const documents = readDocuments(own)
  const { names, servers, byName } = documents
  const dictionary = createDictionary(documents.words)
  const rank = createRanking(documents, dictionary)
  const namesakes = createNamesakes(documents, dictionary)
  const links = createLinks(documents, (server) => decodeServer(JSON.parse(own[server] ?? ''), head))
  const isTool = (document: number) => servers[document] !== document
  const tools = names.reduce((count, _name, document) => count + (isTool(document) ? 1 : 0), 0)

  const hit = ({ document, score }: { readonly document: number; readonly score: number }): Hit => {
    const server = names[servers[document] ?? 0] ?? ''
    return isTool(document)
      ? { kind: 'tool', server, tool: names[document] ?? '', score }
      : { kind: 'server', server, score }
  }

  const read = recent((first: number) => readEntry(own.slice(first, endOf(own, first)), head))
  let overview: Overview | undefined
  let claims: Claims | undefined

  return {
    counts: { servers: names.length - tools, tools },
    search: (query, filters = {}, limit = 20) =>
      rank(queryWords(query), filters, Math.max(0, Math.min(limit, MOST))).map(hit),
    overview: () => {
      overview ??= overviewOf(documents)
      return overview
    },
    entry: (name) => {
      const document = byName.get(name)
      return document === undefined ? undefined : read(document)
    },
    claiming: (key) => {
      claims ??= claimsOf(own)
      const itself = byName.get(key)
      const first = itself !== undefined && names[itself] === key ? [itself] : []
      return [...new Set([...first, ...(claims.get(key) ?? [])])].flatMap((at) => read(at) ?? [])
    },
    namesakes: (words, filters = {}, limit = 6) =>
      namesakes(words, { ...filters, kind: 'tool' }, limit).map(links.ofDocument),
    toolLink: (hit) => {
      const server = byName.get(hit.server)
      return server === undefined || hit.tool === undefined ? undefined : links.ofTool(server, hit.tool)
    },
    servers: () => entriesOf(own, head),
  }
}
