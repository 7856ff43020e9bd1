/** What an import came to, server by server. */
import { canonicalJson } from '../fingerprint.ts'
import type { ServerFacts } from './server-facts.ts'

/** Counts of servers, and of the tools that they gained, lost or saw changed. */
export interface Tally {
  readonly added: number
  readonly changed: number
  /** Became part of another entry. */
  readonly folded: number
  /** Found again as they were. */
  readonly unchanged: number
  readonly toolsAdded: number
  readonly toolsChanged: number
  readonly toolsRemoved: number
}

/** The difference between what was known and what is known now. */
export interface Difference {
  /** Servers that are new or differ, as they are now. */
  readonly servers: readonly ServerFacts[]
  readonly tally: Tally
}

type ToolCounts = Pick<Tally, 'toolsAdded' | 'toolsChanged' | 'toolsRemoved'>

function compareTools(before: ServerFacts | undefined, after: ServerFacts): ToolCounts {
  const had = new Map((before?.tools ?? []).map((tool) => [tool.name, canonicalJson(tool)]))
  const olds = after.tools.filter(({ name }) => had.has(name))
  return {
    toolsAdded: after.tools.length - olds.length,
    toolsChanged: olds.filter((tool) => had.get(tool.name) !== canonicalJson(tool)).length,
    toolsRemoved: had.size - olds.length,
  }
}

function sum(counts: readonly ToolCounts[]): ToolCounts {
  const total = (key: keyof ToolCounts) => counts.reduce((all, count) => all + count[key], 0)
  return {
    toolsAdded: total('toolsAdded'),
    toolsChanged: total('toolsChanged'),
    toolsRemoved: total('toolsRemoved'),
  }
}

/** Compares what was known with what is known after an import that met the servers of `met`. */
export function compareFacts(
  before: readonly ServerFacts[],
  after: readonly ServerFacts[],
  met: ReadonlySet<string>,
): Difference {
  const known = new Map(before.map((server) => [server.id, server]))
  const isSame = (server: ServerFacts, old: ServerFacts | undefined): boolean =>
    old === server || (old !== undefined && canonicalJson(old) === canonicalJson(server))
  const servers = after.filter((server) => !isSame(server, known.get(server.id)))
  const differing = new Set(servers.map(({ id }) => id))
  const added = servers.filter(({ id }) => !known.has(id)).length
  return {
    servers,
    tally: {
      added,
      changed: servers.length - added,
      folded: before.length + added - after.length,
      unchanged: [...met].filter((id) => !differing.has(id)).length,
      ...sum(servers.map((server) => compareTools(known.get(server.id), server))),
    },
  }
}
