/** Documents → links to pages, without reading whole servers. */
import type { ServerFacts } from '../import/server-facts.ts'
import type { ToolLink } from '../report/report.ts'
import { toolSlugs } from '../slugs.ts'
import { cut, visible } from '../text.ts'
import type { Documents } from './documents.ts'
import { labelIn } from './filters.ts'

/** Most servers whose slugs are kept at hand. */
const SLUGS = 300

/** The slugs of a server's tools, by the tools' names; those asked for lately are kept. */
function createSlugs({ names, servers }: Documents): (server: number) => ReadonlyMap<string, string> {
  const kept = new Map<number, ReadonlyMap<string, string>>()
  return (server) => {
    const before = kept.get(server)
    if (before !== undefined) {
      kept.delete(server)
      kept.set(server, before)
      return before
    }
    let end = server + 1
    while (servers[end] === server) end++
    const slugs = toolSlugs(names.slice(server + 1, end))
    const [oldest] = kept.keys()
    if (kept.size >= SLUGS && oldest !== undefined) kept.delete(oldest)
    kept.set(server, slugs)
    return slugs
  }
}

/** Most links that are kept at hand: the best known tools are linked to again and again. */
const LINKS = 8_000

/** Longest name in a link. */
const NAME = 64

/** Links to tools. */
export interface Links {
  readonly ofDocument: (document: number) => ToolLink
  /** The link of a tool on the server of that document; undefined where it has no such tool. */
  readonly ofTool: (server: number, tool: string) => ToolLink | undefined
}

/** Prepares links; `serverOf` reads a server's own facts without its tools. */
export function createLinks(documents: Documents, serverOf: (document: number) => ServerFacts): Links {
  const { names, servers, bits } = documents
  const slugsOf = createSlugs(documents)
  const kept = new Map<number, ToolLink>()
  const make = (document: number): ToolLink => {
    const server = servers[document] ?? document
    const { slug, name } = serverOf(server)
    const tool = names[document] ?? ''
    return {
      server: slug,
      serverName: visible(cut(name, NAME)),
      slug: slugsOf(server).get(tool) ?? '',
      name: visible(cut(tool, NAME)),
      ...labelIn(bits[document] ?? 0),
    }
  }
  const ofDocument = (document: number): ToolLink => {
    const before = kept.get(document)
    if (before !== undefined) return before
    if (kept.size >= LINKS) kept.clear()
    const made = make(document)
    kept.set(document, made)
    return made
  }
  return {
    ofDocument,
    ofTool: (server, tool) => {
      for (let document = server + 1; servers[document] === server; document++)
        if (names[document] === tool) return ofDocument(document)
      return undefined
    },
  }
}
