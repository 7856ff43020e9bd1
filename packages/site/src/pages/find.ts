/** What a search finds: in this gateway's servers first, then in the index. */
import { type Filters, RISK_LEVELS, type ServerFacts, type ToolFacts, tokenize } from '@portcullis/catalogue'
import type { Lookup } from '../lookup.ts'
import type { SiteOptions } from '../options.ts'
import { PAGE_SIZE, type SearchQuery } from './query.ts'

/** A server or one of its tools. */
export interface Found {
  readonly server: ServerFacts
  readonly tool?: ToolFacts
}

/** What was found. */
export interface Finds {
  /** On this gateway; on the first page only. */
  readonly here: readonly Found[]
  readonly hits: readonly Found[]
  /** Whether there is a next page. */
  readonly more: boolean
}

/** Most hits on this gateway. */
const MOST_HERE = 12

function passesServer(server: ServerFacts, { transport, official }: Filters): boolean {
  if (transport !== undefined && !server.transports.includes(transport)) return false
  return official === undefined || server.official === official
}

function passesTool({ mark }: ToolFacts, { category, risk }: Filters): boolean {
  return (category === undefined || mark.category === category) && (risk === undefined || mark.risk === risk)
}

/** Whether each word begins one of the names' words. */
function hasAll(wanted: readonly string[], ...names: readonly string[]): boolean {
  const words = names.flatMap(tokenize)
  return wanted.every((one) => words.some((word) => word.startsWith(one)))
}

function findOn(server: ServerFacts, words: readonly string[], filters: Filters): readonly Found[] {
  if (!passesServer(server, filters)) return []
  const { kind } = filters
  const tools = server.tools.filter((tool) => passesTool(tool, filters))
  const narrowed = filters.category !== undefined || filters.risk !== undefined
  const itself = kind !== 'tool' && (!narrowed || tools.length > 0) && hasAll(words, server.name)
  const hits = kind === 'server' ? [] : tools.filter(({ name }) => hasAll(words, server.name, name))
  return [...(itself ? [{ server }] : []), ...hits.map((tool) => ({ server, tool }))]
}

/** Finds a page of hits. What is on this gateway is not repeated among the index's. */
export function find(options: SiteOptions, lookup: Lookup, { text, filters, page }: SearchQuery): Finds {
  const own = options.here()
  const words = tokenize(text)
  const isAsked = page === 1 && (words.length > 0 || text === '')
  const here = isAsked ? own.flatMap((server) => findOn(server, words, filters)).slice(0, MOST_HERE) : []
  const hits = options.index.search(text, filters, page * PAGE_SIZE + 1).slice((page - 1) * PAGE_SIZE)
  const found = hits.slice(0, PAGE_SIZE).flatMap((hit): readonly Found[] => {
    const server = lookup.server(hit.server)
    if (server === undefined || own.some(({ slug }) => slug === server.slug)) return []
    if (hit.tool === undefined) return [{ server }]
    const tool = server.tools.find(({ name }) => name === hit.tool)
    return tool === undefined ? [] : [{ server, tool }]
  })
  return { here, hits: found, more: hits.length > PAGE_SIZE }
}

/** A server's worst tools first; equal ones in the order of their names. */
export function worstFirst(server: ServerFacts): readonly ToolFacts[] {
  return server.tools.toSorted((a, b) => RISK_LEVELS.indexOf(b.mark.risk) - RISK_LEVELS.indexOf(a.mark.risk))
}
