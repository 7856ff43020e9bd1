/** Which entry of the catalogue a configured server is: by package, repository, address, and at last by name. */
import { packageKey, repositoryOf } from '../import/identity.ts'
import type { ServerFacts } from '../import/server-facts.ts'
import type { CatalogueIndex } from '../search/open-index.ts'
import { addressKey } from './claims.ts'
import type { ConfiguredServer } from './configured-server.ts'
import { WELL_KNOWN } from './well-known.ts'

/** What is asked of the catalogue: entries by name, and entries that claim a package (`npm:x`) or an address. */
export interface KnownServers {
  readonly entry: (name: string) => ServerFacts | undefined
  readonly claiming: (key: string) => readonly ServerFacts[]
}

/** An entry, and how sure it is. `certain`: the package or address is its alone, or well known; `likely`: several claim it,
 * or the program is named like it; `possible`: only the name in the configuration says so. */
export interface Recognised {
  readonly entry: ServerFacts
  readonly confidence: 'certain' | 'likely' | 'possible'
  readonly by: 'package' | 'repository' | 'address' | 'name'
}

/** The same questions, answered by the search index. */
export function knownIn({ entry, claiming }: Pick<CatalogueIndex, 'entry' | 'claiming'>): KnownServers {
  return { entry, claiming }
}

/** The more that is known the better: tools, then the vendor's word, then how many tell of it. */
function best(entries: readonly ServerFacts[]): ServerFacts | undefined {
  const rank = (entry: ServerFacts): number =>
    (entry.tools.length > 0 ? 1_000 : 0) + (entry.official ? 100 : 0) + Math.min(entry.sources.length, 99)
  return entries.reduce<ServerFacts | undefined>(
    (first, entry) => (first === undefined || rank(entry) > rank(first) ? entry : first),
    undefined,
  )
}

function unique(entries: readonly (ServerFacts | undefined)[]): readonly ServerFacts[] {
  return [...new Map(entries.flatMap((entry) => (entry === undefined ? [] : [[entry.id, entry] as const]))).values()]
}

function byPackage(known: KnownServers, key: string): Recognised | undefined {
  const origin = WELL_KNOWN.get(key)
  const vendor = origin === undefined ? undefined : known.entry(origin)
  const claims = unique([known.entry(key), ...known.claiming(key)])
  if (vendor !== undefined && (vendor.tools.length > 0 || claims.every(({ tools }) => tools.length === 0)))
    return { entry: vendor, confidence: 'certain', by: 'package' }
  const entry = best(claims)
  if (entry === undefined) return undefined
  const rivals = claims.filter(({ tools, id }) => tools.length > 0 && id !== entry.id)
  return { entry, confidence: rivals.length === 0 ? 'certain' : 'likely', by: 'package' }
}

/** Every published kind that a program may come from whose kind nobody knows. */
const REGISTRIES = ['npm', 'pypi'] as const

function packageEntry(known: KnownServers, { launch }: ConfiguredServer): Recognised | undefined {
  const { package: pkg } = launch
  if (pkg === undefined) return undefined
  if (pkg.registry !== 'unknown') return byPackage(known, packageKey(pkg))
  for (const registry of REGISTRIES) {
    const found = byPackage(known, packageKey({ ...pkg, registry }))
    if (found !== undefined) return { ...found, confidence: 'likely' }
  }
  return undefined
}

function repositoryEntry(known: KnownServers, text: string | undefined): Recognised | undefined {
  const repository = text === undefined ? undefined : repositoryOf(text)
  if (repository === undefined) return undefined
  const whole = known.entry(repository.key)
  const folder = repository.folder === undefined ? undefined : known.entry(`${repository.key}#${repository.folder}`)
  const entry = folder ?? whole
  return entry === undefined ? undefined : { entry, confidence: 'certain', by: 'repository' }
}

function addressEntry(known: KnownServers, url: string | undefined): Recognised | undefined {
  if (url === undefined) return undefined
  const key = addressKey(url)
  const ways = [key, key.replace(/\/(?:mcp|sse)$/, ''), `${key}/mcp`, `${key}/sse`, key.replace(/\/sse$/, '/mcp')]
  for (const [at, way] of ways.entries()) {
    const entry = best(unique([known.entry(way), ...known.claiming(way)]))
    if (entry !== undefined) return { entry, confidence: at === 0 ? 'certain' : 'likely', by: 'address' }
  }
  return undefined
}

function isLocal(url: string | undefined): boolean {
  return url !== undefined && /^https?:\/\/(?:localhost|127\.|\[::1\]|0\.0\.0\.0)/i.test(url)
}

/** The name alone: what runs on this machine from a file may be anything, so it is only possible. */
function namedEntry(known: KnownServers, server: ConfiguredServer): Recognised | undefined {
  const foreign = server.launch.package !== undefined || server.launch.repository !== undefined
  const elsewhere = server.url !== undefined && !isLocal(server.url)
  if (foreign || elsewhere || server.launch.url !== undefined) return undefined
  const slug = server.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const entry = known.entry(slug)
  return entry === undefined ? undefined : { entry, confidence: 'possible', by: 'name' }
}

/**
 * The entry that a configured server is; undefined for one that the catalogue does not know, which is then said. A package
 * or an address that is given and unknown is never explained by a name.
 */
export function recogniseServer(known: KnownServers, server: ConfiguredServer): Recognised | undefined {
  return (
    packageEntry(known, server) ??
    repositoryEntry(known, server.launch.repository) ??
    addressEntry(known, server.url ?? server.launch.url) ??
    namedEntry(known, server)
  )
}
