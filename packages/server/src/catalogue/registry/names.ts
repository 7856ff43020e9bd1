/** Names of servers in the registry API: `reverse-dns/name` (server.json, schema 2025-12-11). */
import { type ServerFacts, sha256 } from '@portcullis/catalogue'

/** What a name is made from. */
export type Named = Pick<ServerFacts, 'id' | 'aliases'>

const NAME = /^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/
const LONGEST = 200

/** Hosts of repositories whose owners have a namespace in the registry’s own way of writing. */
const FORGES: Readonly<Record<string, string>> = {
  'github.com': 'io.github',
  'gitlab.com': 'io.gitlab',
  'bitbucket.org': 'org.bitbucket',
  'codeberg.org': 'org.codeberg',
}

/** Package registries by their hosts, reversed. */
const PACKAGE_SPACES: Readonly<Record<string, string>> = {
  npm: 'com.npmjs',
  pypi: 'org.pypi',
  oci: 'com.docker',
  docker: 'com.docker',
  nuget: 'org.nuget',
  go: 'dev.go.pkg',
  mcpb: 'io.modelcontextprotocol.mcpb',
}

const joined = (parts: readonly string[]): string =>
  parts
    .join('.')
    .replace(/[^a-zA-Z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')

const spaceOf = (text: string): string => joined([text]).replaceAll('_', '-')

const reversed = (host: string): string => spaceOf((host.split(':')[0] ?? '').split('.').toReversed().join('.'))

/** The name that the registry gave, where one of the identities is of the registry. */
function given({ id, aliases }: Named): string | undefined {
  const names = [id, ...aliases].flatMap((one) => (one.startsWith('registry:') ? [one.slice('registry:'.length)] : []))
  return names.find((name) => NAME.test(name) && name.length <= LONGEST)
}

/** A name out of the identity: its host reversed, then the rest. Empty parts where there is nothing to use. */
function derived(id: string): readonly [space: string, name: string] {
  const [address = '', folder] = id.split('#')
  const [host = '', owner = '', ...rest] = address.split('/')
  const forge = Object.hasOwn(FORGES, host) ? FORGES[host] : undefined
  if (forge !== undefined) return [`${forge}.${spaceOf(owner)}`, joined([...rest, ...(folder?.split('/') ?? [])])]
  const [, kind = '', body = ''] = /^([a-z0-9-]+):(.*)$/s.exec(id) ?? []
  if (kind === 'remote' || kind === 'web') {
    const [named = '', ...path] = body.split('/')
    return [reversed(named), joined(path.length === 0 ? ['mcp'] : path)]
  }
  const [, scope, name = body] = /^@([^/]+)\/(.+)$/.exec(body) ?? []
  const space = Object.hasOwn(PACKAGE_SPACES, kind) ? PACKAGE_SPACES[kind] : spaceOf(kind)
  return [scope === undefined ? `${space}` : `${space}.${spaceOf(scope)}`, joined(name.split('/'))]
}

function withDigest(name: string, id: string): string {
  return `${name.slice(0, LONGEST - 9).replace(/[-.]+$/, '')}-${sha256(id).slice(0, 8)}`
}

/** The name that a server has where no other server wants it. */
export function wantedName(server: Named): string {
  const known = given(server)
  if (known !== undefined) return known
  const [space, name] = derived(server.id)
  const whole = `${space === '' ? 'unknown' : space}/${name === '' ? 'server' : name}`
  return NAME.test(whole) && whole.length <= LONGEST
    ? whole
    : withDigest(`unknown/${name.slice(0, 60) || 'server'}`, server.id)
}

/**
 * A name for each server, each only once: what the registry gave comes first; of those that want one name the first by
 * identity has it, the others end in a digest of their identity.
 */
export function registryNames(servers: readonly Named[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  const ordered = servers
    .map((server) => ({ server, isGiven: given(server) !== undefined }))
    .sort((a, b) => Number(b.isGiven) - Number(a.isGiven) || (a.server.id < b.server.id ? -1 : 1))
  for (const { server } of ordered) {
    const wanted = wantedName(server)
    const name = taken.has(wanted.toLowerCase()) ? withDigest(wanted, server.id) : wanted
    taken.add(name.toLowerCase())
    names.set(server.id, name)
  }
  return names
}
