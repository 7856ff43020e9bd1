/** What all ways of asking the catalogue share: the index, this gateway's own servers, and how both are found. */
import {
  type CatalogueIndex,
  type FactsHead,
  type Filters,
  type KnownServers,
  openKnown,
  type ServerFacts,
  serverOfPackage,
  study,
  type ToolFacts,
} from '@portcullis/catalogue'

/** Everything that is known, and where its pages are. */
export interface Knowledge {
  readonly index: CatalogueIndex
  readonly facts: { readonly lines: readonly string[]; readonly head: FactsHead }
  readonly here: () => readonly ServerFacts[]
  /** Entries by what they claim: packages and addresses. Opened when it is first asked for. */
  readonly known: () => KnownServers
  /** Of the catalogue's pages, without a slash at the end. */
  readonly origin: string
  /** Of the gateway. */
  readonly gateway: string
}

/** Puts together what is known. */
export function createKnowledge(parts: Omit<Knowledge, 'known'>): Knowledge {
  let opened: KnownServers | undefined
  return {
    ...parts,
    known() {
      opened ??= { ...openKnown(parts.facts.lines, parts.facts.head), entry: parts.index.entry }
      return opened
    },
  }
}

/** A server by slug, identity, alias or package; this gateway's own come first. */
export function findServer({ index, here }: Knowledge, name: string): ServerFacts | undefined {
  const own = here().find(({ slug, id }) => slug === name || id === name)
  if (own !== undefined) return own
  const entry = index.entry(name)
  return entry === undefined || (entry.tools.length === 0 && entry.slug !== name)
    ? (serverOfPackage(index, name) ?? entry)
    : entry
}

/** A tool by its slug or its own name. */
export function findTool(server: ServerFacts, name: string): ToolFacts | undefined {
  const { linkTo } = study(server)
  return server.tools.find((tool) => tool.name === name) ?? server.tools.find((tool) => linkTo(tool).slug === name)
}

/** Something that was found. */
export type FoundFact =
  | { readonly kind: 'server'; readonly server: ServerFacts }
  | { readonly kind: 'tool'; readonly server: ServerFacts; readonly tool: ToolFacts }

/** The best hits of the index, read. */
export function search({ index }: Knowledge, query: string, filters: Filters, limit: number): readonly FoundFact[] {
  return index.search(query, filters, limit).flatMap((hit): readonly FoundFact[] => {
    const server = index.entry(hit.server)
    if (server === undefined) return []
    if (hit.kind === 'server') return [{ kind: 'server', server }]
    const tool = server.tools.find(({ name }) => name === hit.tool)
    return tool === undefined ? [] : [{ kind: 'tool', server, tool }]
  })
}

/** Slugs of servers that somebody may have meant. */
export function nearServers(knowledge: Knowledge, name: string): readonly string[] {
  const own = knowledge.here().filter(({ slug }) => slug.includes(name.toLowerCase()))
  const found = search(knowledge, name.slice(0, 200).replace(/[^A-Za-z0-9]+/g, ' '), { kind: 'server' }, 5)
  return [...new Set([...own, ...found.map(({ server }) => server)].map(({ slug }) => slug))].slice(0, 5)
}
