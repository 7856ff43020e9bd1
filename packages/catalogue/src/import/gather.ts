/** Many readers' finds → one entry for each server. */
import { WELL_KNOWN } from '../stack/well-known.ts'
import { namesAgree } from './belongs.ts'
import { hashedSlug, oneSpelling, packageKey, plainSlug, repositoryOf } from './identity.ts'
import { byText, mergeServer, mergeTools, noteMove, removeOthers } from './merge.ts'
import { AUTHORITIES } from './read-lines.ts'
import type { Found, FoundServer, FoundTool, ServerFacts } from './server-facts.ts'
import { placeInRepository } from './shared-repository.ts'
import { toolFactsOf } from './tool-facts.ts'

/** What an import came to. */
export interface Gathered {
  /** Sorted by identity. */
  readonly servers: readonly ServerFacts[]
  /** Identities of the entries that something was found of. */
  readonly met: ReadonlySet<string>
  readonly counts: {
    readonly servers: number
    readonly tools: number
    /** Identities that lead to an entry: the servers' own and their aliases. */
    readonly identities: number
    /** Tools of servers that nobody described. */
    readonly orphans: number
  }
}

/** Whether what is said of a server's package can be believed: the registry has verified it, or the names agree. */
function isBelieved({ package: pkg, id, sources }: ServerFacts | FoundServer): boolean {
  return sources.some(({ source }) => AUTHORITIES.has(source)) || (pkg !== undefined && namesAgree(pkg.name, id))
}

/**
 * The entry of each package: that of the repository that is known to publish it, else of the one repository that claims
 * it. A package that several claim stays by itself, and so does one whose name has nothing of the repository's, since
 * taking a stranger's word would hand one server's name to another.
 */
function packageOwners(servers: readonly (ServerFacts | FoundServer)[]): ReadonlyMap<string, string> {
  const claims = new Map<string, Map<string, ServerFacts | FoundServer>>()
  for (const server of servers) {
    if (server.package === undefined || server.repository === undefined) continue
    const key = packageKey(server.package)
    const owners = claims.get(key) ?? new Map()
    claims.set(key, owners.set(server.id, server))
  }
  const owners = new Map<string, string>()
  const ids = new Set(servers.map(({ id }) => id))
  for (const [key, claimed] of claims) {
    const [owner] = [...claimed.values()]
    if (owner !== undefined && claimed.size === 1 && isBelieved(owner)) owners.set(key, owner.id)
  }
  for (const [key, repository] of WELL_KNOWN) if (ids.has(repository)) owners.set(key, repository)
  return owners
}

/** Slugs for those without: the plain one where nobody has it or wants it, with a digest otherwise. */
function withSlugs(servers: readonly ServerFacts[]): readonly ServerFacts[] {
  const taken = new Set(servers.map(({ slug }) => slug))
  const wanted = new Map<string, number>()
  for (const { id, slug } of servers) {
    if (slug === '') wanted.set(plainSlug(id), (wanted.get(plainSlug(id)) ?? 0) + 1)
  }
  return servers.map((server) => {
    if (server.slug !== '') return server
    const plain = plainSlug(server.id)
    return { ...server, slug: taken.has(plain) || wanted.get(plain) !== 1 ? hashedSlug(server.id) : plain }
  })
}

function aliasesOf(servers: Iterable<ServerFacts>): Map<string, string> {
  const aliases = new Map<string, string>()
  for (const { id, aliases: others } of servers) for (const other of others) aliases.set(other, id)
  return aliases
}

/** A known entry as if it were found again, to lay it over the entry that its package belongs to. */
function refound(server: ServerFacts): FoundServer {
  return { ...server, kind: 'server', authoritative: false }
}

/** Entries under construction, by identity, and the other identities that lead to them. */
interface Draft {
  readonly servers: Map<string, ServerFacts>
  readonly aliases: Map<string, string>
  /** Authors' words by identity, for the classifier. */
  readonly words: Map<string, string>
  readonly met: Set<string>
  /** Entries whose tools are all among the finds. */
  readonly complete: Set<string>
  readonly owners: ReadonlyMap<string, string>
  readonly day: string
}

/** The entry that a source means by a name of its own. */
function entryOf(name: string, { servers, aliases }: Draft): string {
  const known = aliases.get(name) ?? (servers.has(name) ? name : undefined)
  if (known !== undefined) return known
  const spelt = oneSpelling(name) ?? name
  return aliases.get(spelt) ?? spelt
}

function group(tools: readonly FoundTool[], draft: Draft): ReadonlyMap<string, FoundTool[]> {
  const names = new Map<string, string>()
  const grouped = new Map<string, FoundTool[]>()
  for (const tool of tools) {
    const id = names.get(tool.server) ?? entryOf(tool.server, draft)
    names.set(tool.server, id)
    const list = grouped.get(id) ?? []
    list.push(tool)
    grouped.set(id, list)
  }
  return grouped
}

/** The entry that a package without a repository belongs to; who is known by more than the package stays himself. */
function ownerOf(server: FoundServer | ServerFacts, { owners }: Draft): string | undefined {
  if (server.repository !== undefined || server.package === undefined) return undefined
  const key = packageKey(server.package)
  return server.id === key || repositoryOf(server.id) === undefined ? owners.get(key) : undefined
}

function addServer(draft: Draft, found: FoundServer): void {
  const { servers, aliases, words } = draft
  const place = ownerOf(found, draft) ?? placeInRepository(found, servers, aliases)
  const id = servers.has(place) ? place : (aliases.get(place) ?? place)
  draft.met.add(id)
  // One of several of a repository: it is not known as that repository.
  const isPart = id !== found.id && servers.has(found.id)
  servers.set(id, mergeServer(servers.get(id), isPart ? { ...found, id } : found, draft.day))
  for (const other of [isPart ? id : found.id, found.givenId])
    if (other !== undefined && other !== id) aliases.set(other, id)
  if (found.words !== undefined && !words.has(id)) words.set(id, found.words)
  if (found.complete === true) draft.complete.add(id)
}

/** Moves known entries that turn out to be somebody's package under their owner, tools and all. */
function foldKnown(draft: Draft, known: readonly ServerFacts[]): void {
  for (const server of known) {
    const owner = ownerOf(server, draft)
    const target = owner === undefined ? undefined : draft.servers.get(owner)
    if (owner === undefined || target === undefined || owner === server.id) continue
    const merged = mergeServer(target, refound(server), draft.day)
    const aliases = [...new Set([...merged.aliases, ...server.aliases])].sort(byText)
    draft.servers.set(owner, mergeTools({ ...merged, aliases }, server.tools, draft.day))
    draft.servers.delete(server.id)
    for (const alias of [server.id, ...server.aliases]) draft.aliases.set(alias, owner)
  }
}

/** Adds the tools of one server; false where nobody described it. */
function addTools(draft: Draft, id: string, tools: readonly FoundTool[]): boolean {
  const server = draft.servers.get(id)
  if (server === undefined) return false
  draft.met.add(id)
  const found = new Set(tools.map(({ definition }) => definition.name))
  const left = draft.complete.has(id) ? removeOthers(server, found, draft.day) : server
  const siblings = [...new Set([...left.tools.map(({ name }) => name), ...found])]
  const description = draft.words.get(id)
  const context = { name: id, siblings, ...(description !== undefined && { description }) }
  draft.servers.set(id, mergeTools(left, toolFactsOf(tools, context), draft.day))
  return true
}

/**
 * Lays all finds over the known servers; `day` is `YYYY-MM-DD`. Servers are one by repository, then by package. Finding
 * the same again changes nothing. Linear but for sorting.
 */
export function gather(known: readonly ServerFacts[], found: readonly Found[], day: string): Gathered {
  const foundServers = found.filter((one) => one.kind === 'server')
  const owners = packageOwners([...known, ...foundServers])
  const draft: Draft = {
    servers: new Map(known.map((server) => [server.id, server])),
    aliases: new Map([...owners, ...aliasesOf(known)]),
    words: new Map(),
    met: new Set(),
    complete: new Set(),
    owners,
    day,
  }
  const [withRepository, without] = [
    foundServers.filter((one) => one.repository),
    foundServers.filter((one) => !one.repository),
  ]
  for (const server of [...withRepository, ...without]) addServer(draft, server)
  foldKnown(draft, known)
  const before = new Map(known.map((server) => [server.id, server]))
  for (const [id, server] of draft.servers) draft.servers.set(id, noteMove(before.get(id), server, day))
  let orphans = 0
  const tools = found.filter((one) => one.kind === 'tool')
  for (const [id, list] of group(tools, draft)) if (!addTools(draft, id, list)) orphans += list.length
  const servers = withSlugs([...draft.servers.values()].sort((a, b) => byText(a.id, b.id)))
  const counts = {
    servers: servers.length,
    // Counted when it is asked for: tools may be read from their lines only then.
    get tools() {
      return servers.reduce((sum, server) => sum + server.tools.length, 0)
    },
    identities: servers.reduce((sum, { aliases }) => sum + 1 + aliases.length, 0),
    orphans,
  }
  return { servers, met: draft.met, counts }
}
