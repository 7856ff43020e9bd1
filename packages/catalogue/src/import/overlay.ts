/** An installation's own finds, laid over the facts that ship. */
import type { FactsHead, ServerLine } from './codec.ts'
import { hashedSlug, plainSlug } from './identity.ts'
import { byText } from './merge.ts'
import type { Change, ServerFacts } from './server-facts.ts'
import { entryLines, headOver, idOfLine, isServerLine, readEntries } from './shards.ts'

/** Lines of facts, and what they share. */
export interface FactLines {
  readonly lines: readonly string[]
  readonly head: FactsHead
}

/** Tools whose last noted change is that they were removed. */
function removedIn({ changes }: ServerFacts): ReadonlySet<string> {
  const last = new Map(changes.flatMap(({ tool, what }) => (tool === undefined ? [] : [[tool, what] as const])))
  return new Set([...last].filter(([, what]) => what === 'tool removed').map(([tool]) => tool))
}

function earlier(a: string, b: string): string {
  return a < b ? a : b
}

function allChanges(under: readonly Change[], over: readonly Change[]): readonly Change[] {
  const unique = new Map([...under, ...over].map((change) => [JSON.stringify(change), change]))
  return [...unique.values()].sort((a, b) => byText(a.day, b.day)).slice(-50)
}

/**
 * One server as it ships and as it was found here: what was found wins; identities, sources, changes and tools are
 * gathered. A tool whose definition is the same keeps the label that ships, which is the newer one; a tool that was removed
 * stays away.
 */
export function layOver(under: ServerFacts, over: ServerFacts): ServerFacts {
  const gone = removedIn(over)
  const tools = new Map(under.tools.filter(({ name }) => !gone.has(name)).map((tool) => [tool.name, tool]))
  for (const tool of over.tools) if (tools.get(tool.name)?.digest !== tool.digest) tools.set(tool.name, tool)
  const sources = new Map([...under.sources, ...over.sources].map((one) => [`${one.source}\n${one.license}`, one]))
  const aliases = new Set([...under.aliases, ...over.aliases, under.id, over.id])
  // What ships by now may know the one that was found here by a better name.
  const { id, slug } = under.id === over.id || under.aliases.includes(over.id) ? under : over
  return {
    ...under,
    ...over,
    id,
    slug,
    official: under.official || over.official,
    sources: [...sources].sort(([a], [b]) => byText(a, b)).map(([, one]) => one),
    aliases: [...aliases].filter((alias) => alias !== id).sort(byText),
    firstSeen: earlier(under.firstSeen, over.firstSeen),
    lastChanged: under.lastChanged > over.lastChanged ? under.lastChanged : over.lastChanged,
    changes: allChanges(under.changes, over.changes),
    tools: [...tools.values()].sort((a, b) => byText(a.name, b.name)),
  }
}

/** Lines in groups: a server's own and its tools'. */
function* groupsOf(lines: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < lines.length; ) {
    let end = from + 1
    while (end < lines.length && !isServerLine(lines[end] ?? '')) end++
    yield lines.slice(from, end)
    from = end
  }
}

/**
 * The lines that ship without those of servers that `own` has, followed by `own`'s: right where `own` was gathered over
 * these very lines. Aliases count: an entry that became part of another is left out.
 */
export function replaceFacts(shipped: FactLines, own: FactLines): FactLines {
  const names = new Set<string>()
  for (const line of own.lines) if (isServerLine(line)) for (const name of namesIn(line)) names.add(name)
  const kept = [...groupsOf(shipped.lines)].filter(([first = '']) => !names.has(idOfLine(first)))
  return { lines: [...kept.flat(), ...own.lines], head: own.head }
}

function namesIn(line: string): readonly string[] {
  const { i, a = [] }: ServerLine = JSON.parse(line)
  return [i, ...a]
}

/** Slugs of servers that are new here and want one that is taken: with a digest. */
function freed(server: ServerFacts, taken: ReadonlySet<string>): ServerFacts {
  return taken.has(server.slug) ? { ...server, slug: hashedSlug(server.id) } : server
}

/** An installation's own servers, and the names by which they are met among those that ship. */
function foundIn(own: FactLines): { readonly servers: Map<string, ServerFacts>; readonly ids: Map<string, string> } {
  const servers = new Map(readEntries(own.lines, own.head).map((server) => [server.id, server]))
  const ids = new Map<string, string>()
  for (const { id, aliases } of servers.values()) for (const name of [id, ...aliases]) ids.set(name, id)
  return { servers, ids }
}

/**
 * Lays `own` over the facts that ship, whichever they were when it was gathered: for after an update. A server is the same
 * where one's identity is the other's, or among its other identities.
 */
export function overlayFacts(shipped: FactLines, own: FactLines): FactLines {
  const { servers, ids } = foundIn(own)
  const kept: string[] = []
  const taken = new Set<string>()
  const met = new Set<string>()
  for (const group of groupsOf(shipped.lines)) {
    const [first = ''] = group
    const names = first.includes('"a":') ? namesIn(first) : [idOfLine(first)]
    const id = names.map((name) => ids.get(name)).find((one) => one !== undefined)
    const over = id === undefined ? undefined : servers.get(id)
    if (id === undefined || over === undefined) {
      kept.push(...group)
      taken.add(slugIn(first))
      continue
    }
    for (const under of readEntries(group, shipped.head)) servers.set(id, layOver(under, over))
    met.add(id)
  }
  const over = [...servers].map(([id, server]) => (met.has(id) ? server : freed(server, taken)))
  const head = headOver(shipped.head, over)
  return { lines: [...kept, ...over.flatMap((server) => entryLines(server, head))], head }
}

function slugIn(line: string): string {
  return line.includes('"s":')
    ? ((JSON.parse(line) as ServerLine).s ?? plainSlug(idOfLine(line)))
    : plainSlug(idOfLine(line))
}
