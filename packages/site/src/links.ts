/** Links to servers and tools for lists: cheaper than a study, which reads every name of a server. */
import {
  gradeOf,
  type ServerFacts,
  type ServerLink,
  shown,
  type ToolFacts,
  type ToolLink,
  toolSlugs,
} from '@portcullis/catalogue'

const slugs = new WeakMap<ServerFacts, ReadonlyMap<string, string>>()
const links = new WeakMap<ServerFacts, ServerLink>()

function computed<T>(known: WeakMap<ServerFacts, T>, server: ServerFacts, compute: () => T): T {
  const before = known.get(server)
  if (before !== undefined) return before
  const made = compute()
  known.set(server, made)
  return made
}

/** The slug of a tool of a server. */
export function slugOf(server: ServerFacts, tool: ToolFacts): string {
  return computed(slugs, server, () => toolSlugs(server.tools.map(({ name }) => name))).get(tool.name) ?? ''
}

/** A tool as it is linked to. */
export function toolLink(server: ServerFacts, tool: ToolFacts): ToolLink {
  return {
    server: server.slug,
    serverName: shown(server.name),
    slug: slugOf(server, tool),
    name: shown(tool.name),
    category: tool.mark.category,
    risk: tool.mark.risk,
  }
}

/** A server as it is linked to. */
export function serverLink(server: ServerFacts): ServerLink {
  return computed(links, server, () => ({
    slug: server.slug,
    name: shown(server.name),
    tools: server.tools.length,
    grade: gradeOf(server)?.grade,
  }))
}
