/** What a registry can answer from: the whole index, or the servers of this gateway. */
import type { CatalogueIndex, FactsHead, ServerFacts } from '@portcullis/catalogue'
import { entryOf, versionOf } from './entry.ts'
import { registryNames } from './names.ts'
import type { RegistryEntry } from './shapes.ts'

/** A server in the order of names, before its facts are read. */
export interface Shelved {
  readonly name: string
  readonly version: string
  /** `YYYY-MM-DD` */
  readonly changed: string
  readonly read: () => RegistryEntry | undefined
}

/** Servers in the order of their names. */
export interface Shelf {
  readonly all: () => readonly Shelved[]
  readonly find: (name: string) => Shelved | undefined
}

/** Where the page of a server is. */
export type PageOf = (server: ServerFacts) => string

/** The members of a server's line that names need: see the format of the facts. */
interface ServerLine {
  readonly i: string
  readonly a?: readonly string[]
  readonly p?: readonly [registry: string, name: string, version?: string]
  readonly f?: string
  readonly c?: string
}

const byName = (a: Shelved, b: Shelved): number => (a.name < b.name ? -1 : 1)

function shelfOf(shelved: readonly Shelved[]): Shelf {
  const sorted = shelved.toSorted(byName)
  const found = new Map(sorted.map((one) => [one.name.toLowerCase(), one]))
  return { all: () => sorted, find: (name) => found.get(name.toLowerCase()) }
}

/** The whole index. Made when it is first asked for: it reads every server's line once (about 0.2 s). */
export function indexShelf(
  { lines, head }: { readonly lines: readonly string[]; readonly head: FactsHead },
  index: CatalogueIndex,
  pageOf: PageOf,
): Shelf {
  let made: Shelf | undefined
  const make = (): Shelf => {
    const parsed = lines.filter((line) => line.startsWith('{"i":')).map((line): ServerLine => JSON.parse(line))
    const names = registryNames(parsed.map(({ i, a }) => ({ id: i, aliases: a ?? [] })))
    return shelfOf(
      parsed.map(({ i, p, f, c }) => {
        const name = names.get(i) ?? ''
        const changed = c ?? f ?? head.day
        const version = p?.[2] === undefined ? {} : { package: { registry: p[0], name: p[1], version: p[2] } }
        return {
          name,
          changed,
          version: versionOf({ lastChanged: changed, ...version }),
          read: () => {
            const server = index.entry(i)
            return server && entryOf(server, { name, page: pageOf(server) })
          },
        }
      }),
    )
  }
  const shelf = (): Shelf => {
    made ??= make()
    return made
  }
  return { all: () => shelf().all(), find: (name) => shelf().find(name) }
}

/**
 * The servers of a gateway, each to be reached through it.
 * @param servers those of the moment; the same array until something changes
 * @param gateway origin of the gateway
 */
export function approvedShelf(servers: () => readonly ServerFacts[], gateway: string, pageOf: PageOf): Shelf {
  const space = spaceOf(gateway)
  let [of, made]: [readonly ServerFacts[] | undefined, Shelf] = [undefined, shelfOf([])]
  const shelf = (): Shelf => {
    const now = servers()
    if (now !== of) [of, made] = [now, shelfOf(now.map((server) => throughGateway(server, { space, gateway, pageOf })))]
    return made
  }
  return { all: () => shelf().all(), find: (name) => shelf().find(name) }
}

interface Gateway {
  readonly space: string
  readonly gateway: string
  readonly pageOf: PageOf
}

function throughGateway(server: ServerFacts, { space, gateway, pageOf }: Gateway): Shelved {
  const slug = server.id.replace(/^here:/, '')
  const name = `${space}/${slug}`
  const headers = [
    { name: 'Authorization', description: 'Bearer and the token of a grant.', ...{ isRequired: true, isSecret: true } },
  ]
  return {
    name,
    version: versionOf(server),
    changed: server.lastChanged,
    read: () => {
      const { server: detail, _meta } = entryOf(server, { name, page: pageOf(server) })
      const { repository: _repository, packages: _packages, ...rest } = detail
      return {
        server: { ...rest, remotes: [{ type: 'streamable-http', url: `${gateway}/mcp/${slug}`, headers }] },
        _meta,
      }
    },
  }
}

/** The host of the gateway, reversed; `local.portcullis` for an address of this machine. */
function spaceOf(gateway: string): string {
  const { hostname } = new URL(gateway)
  const isName = /[a-z]/.test(hostname) && hostname.includes('.') && !hostname.startsWith('[')
  return isName ? hostname.split('.').toReversed().join('.') : 'local.portcullis'
}
