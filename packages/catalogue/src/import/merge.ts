/** What was known and what is found, as one. Finding the same again changes nothing. */
import type { FactSource, Transport } from '../entry.ts'
import { canonicalJson } from '../fingerprint.ts'
import { canBeAlias } from './identity.ts'
import type { Change, FoundServer, ServerFacts, ToolFacts } from './server-facts.ts'

/** Most changes that are kept of one server. */
const CHANGES = 50

/** Sorted by UTF-16 units, whatever the machine's language. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function allSources(known: readonly FactSource[], found: readonly FactSource[]): readonly FactSource[] {
  const unique = new Map([...known, ...found].map((one) => [`${one.source}\n${one.license}`, one]))
  return [...unique].sort(([a], [b]) => byText(a, b)).map(([, one]) => one)
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null)
}

/** An entry that was never seen before. */
function fresh(found: FoundServer, day: string): ServerFacts {
  const { kind: _kind, givenId, authoritative: _authoritative, words: _words, complete: _complete, ...facts } = found
  const aliases = givenId === undefined || givenId === found.id || !canBeAlias(givenId) ? [] : [givenId]
  return {
    ...facts,
    transports: ordered(found.transports),
    slug: '',
    sources: allSources([], found.sources),
    aliases,
    firstSeen: day,
    lastChanged: day,
    changes: [],
    tools: [],
  }
}

function union<T>(known: readonly T[], found: readonly T[]): readonly T[] {
  return [...new Set([...known, ...found])]
}

const ORDER: readonly Transport[] = ['stdio', 'http', 'sse']

function ordered(transports: readonly Transport[]): readonly Transport[] {
  return ORDER.filter((one) => transports.includes(one))
}

/** Transports of the package, or of the address, that the one who speaks for the server does not mention. */
function stillTrue(known: ServerFacts, { package: pkg, remote }: FoundServer): readonly Transport[] {
  return known.transports.filter((one) =>
    one === 'stdio' ? pkg === undefined && known.package : remote === undefined && known.remote,
  )
}

/**
 * A found server laid over the known one: gaps are filled, sources and identities gathered; what a source that speaks for
 * the server says replaces what compilers said.
 */
export function mergeServer(known: ServerFacts | undefined, found: FoundServer, day: string): ServerFacts {
  const base = fresh(found, day)
  if (known === undefined) return base
  const [over, under] = found.authoritative ? [base, known] : [known, base]
  return {
    ...under,
    ...over,
    id: known.id,
    slug: known.slug,
    transports: ordered(union(base.transports, found.authoritative ? stillTrue(known, found) : known.transports)),
    official: known.official || found.official,
    sources: allSources(known.sources, found.sources),
    aliases: union(known.aliases, [found.id, ...base.aliases])
      .filter((id) => id !== known.id)
      .toSorted(byText),
    firstSeen: known.firstSeen,
    lastChanged: known.lastChanged,
    changes: known.changes,
    tools: known.tools,
  }
}

/** Notes that the package or an address known before an import is another after it; filling a gap is no move. */
export function noteMove(before: ServerFacts | undefined, after: ServerFacts, day: string): ServerFacts {
  if (before === undefined || before === after) return after
  const moved = [
    before.package !== undefined && !same(before.package, after.package),
    before.remote !== undefined && before.remote !== after.remote,
    before.repository !== undefined && before.repository !== after.repository,
  ]
  return moved.includes(true) ? changed(after, [{ day, what: 'moved' }], day) : after
}

function changed(server: ServerFacts, changes: readonly Change[], day: string): ServerFacts {
  // What happens twice on a day stands once, in the place of the last time.
  const olds = server.changes.filter((old) => !changes.some((change) => same(old, change)))
  return { ...server, changes: [...olds, ...changes].slice(-CHANGES), lastChanged: day }
}

/**
 * Found tools laid over the known ones. A tool that is new on a server seen on an earlier day is a change, and so is one
 * whose definition differs. A bare name never replaces a definition.
 */
export function mergeTools(known: ServerFacts, found: readonly ToolFacts[], day: string): ServerFacts {
  const tools = new Map(known.tools.map((tool) => [tool.name, tool]))
  const changes: Change[] = []
  for (const tool of found) {
    const before = tools.get(tool.name)
    if (before !== undefined && (same(before, tool) || (before.parameters.length > 0 && tool.parameters.length === 0)))
      continue
    tools.set(tool.name, tool)
    if (known.firstSeen === day) continue
    if (before === undefined) changes.push({ day, what: 'tool added', tool: tool.name })
    else if (before.digest !== tool.digest) changes.push({ day, what: 'tool changed', tool: tool.name })
  }
  const merged = { ...known, tools: [...tools.values()].sort((a, b) => byText(a.name, b.name)) }
  return changes.length === 0 ? merged : changed(merged, changes, day)
}

/** Takes away the tools that are not among `names`, all that the server has, and notes each as removed. */
export function removeOthers(server: ServerFacts, names: ReadonlySet<string>, day: string): ServerFacts {
  const gone = server.tools.filter(({ name }) => !names.has(name))
  if (gone.length === 0) return server
  const tools = server.tools.filter(({ name }) => names.has(name))
  const changes = gone.map(({ name }): Change => ({ day, what: 'tool removed', tool: name }))
  return changed({ ...server, tools }, changes, day)
}
