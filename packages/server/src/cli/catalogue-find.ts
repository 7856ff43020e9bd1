/** Servers and tools by the names that people give them, and what they may have meant by others. */
import {
  type CatalogueIndex,
  type ServerFacts,
  serverOfPackage,
  type ToolFacts,
  tokenize,
  toolOfSlug,
} from '@portcullis/catalogue'
import { nearest } from '../config/nearest.ts'

/** Most names that are suggested. */
const MOST = 5

function written(index: CatalogueIndex, name: string): ServerFacts | undefined {
  const lower = name.trim().toLowerCase()
  const bare = lower.replace(/^https?:\/\/(?:www\.)?/, '').replace(/(?:\.git)?\/?$/, '')
  const ways = [
    name,
    lower,
    bare,
    `github.com/${bare}`,
    `npm:${lower}`,
    `pypi:${lower}`,
    `remote:${bare}`,
    `registry:${name}`,
  ]
  for (const way of ways) {
    const entry = index.entry(way)
    if (entry !== undefined) return entry
  }
  return undefined
}

/** The server of a name as people know it: slug, identity, `owner/name`, package or address. */
export function findServer(index: CatalogueIndex, name: string): ServerFacts | undefined {
  const entry = written(index, name)
  if (entry !== undefined && (entry.tools.length > 0 || entry.slug === name)) return entry
  return serverOfPackage(index, name.trim()) ?? entry
}

/** Servers that a name may have meant, best first. */
export function likelyServers(index: CatalogueIndex, name: string): readonly string[] {
  if (!/[\p{L}\p{N}]/u.test(name)) return []
  const hits = index.search(name, { kind: 'server' }, MOST)
  return hits.flatMap(({ server }) => index.entry(server)?.slug ?? [])
}

/** A tool by its name, or by the name that its page has. */
export function findTool(server: ServerFacts, name: string): ToolFacts | undefined {
  const exact = server.tools.find((tool) => tool.name === name)
  if (exact !== undefined) return exact
  const bySlug = toolOfSlug(
    server.tools.map((tool) => tool.name),
    name,
  )
  return server.tools.find((tool) => tool.name === bySlug)
}

/** Tools that a name may have meant: the nearest as it is written, then those that share most of its words. */
export function likelyTools(server: ServerFacts, name: string): readonly string[] {
  const names = server.tools.map((tool) => tool.name)
  const near = nearest(name, names)
  const wanted = new Set(tokenize(name))
  const shared = names
    .map((one) => ({ one, count: tokenize(one).filter((word) => wanted.has(word)).length }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
  return [...new Set([...(near === undefined ? [] : [near]), ...shared.map(({ one }) => one)])].slice(0, MOST)
}
