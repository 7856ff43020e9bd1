/** The official registry's API and `server.json` (schema 2025-12-11). */
import type { FactSource, Transport } from '../entry.ts'
import { addressOf, identityOf, repositoryOf } from './identity.ts'
import { shownName } from './names.ts'
import { packageOf, transportsOf } from './read-lines.ts'
import { own, type Row, rowOf, rowsIn, textIn } from './row.ts'
import type { FoundServer } from './server-facts.ts'
import { REGISTRY } from './shared-repository.ts'

const NAME = /^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/
const OFFICIAL = 'io.modelcontextprotocol.registry/official'

const KINDS: ReadonlyMap<string, Transport> = new Map([
  ['stdio', 'stdio'],
  ['streamable-http', 'http'],
  ['sse', 'sse'],
])

function transportsIn(row: Row): readonly Transport[] {
  const packages = rowsIn(row, 'packages').map((one) => rowOf(own(one, 'transport')))
  const kinds = [...packages, ...rowsIn(row, 'remotes')].flatMap(
    (one) => KINDS.get(textIn(one, 'type', 32) ?? '') ?? [],
  )
  return [...new Set(kinds)]
}

function packageIn(row: Row): FoundServer['package'] {
  for (const one of rowsIn(row, 'packages')) {
    const pkg = packageOf(textIn(one, 'registryType', 16), textIn(one, 'identifier', 200))
    const version = textIn(one, 'version', 64)
    if (pkg !== undefined) return version !== undefined && /^[\w.+-]+$/.test(version) ? { ...pkg, version } : pkg
  }
  return undefined
}

function remoteIn(row: Row): string | undefined {
  for (const one of rowsIn(row, 'remotes')) {
    const url = textIn(one, 'url', 300)
    const address = url === undefined || url.includes('{') ? undefined : addressOf(url)
    if (address !== undefined) return address
  }
  return undefined
}

function repositoryIn(row: Row): ReturnType<typeof repositoryOf> {
  const repository = rowOf(own(row, 'repository'))
  const url = textIn(repository, 'url', 512)
  const found = url === undefined ? undefined : repositoryOf(url)
  const subfolder = textIn(repository, 'subfolder', 80)
  return found === undefined || subfolder === undefined ? found : repositoryOf(`${found.key}#${subfolder}`)
}

/** A `server.json` as its publisher wrote it. Nothing where its name breaks the schema's rule. */
export function readServerJson(value: unknown, source: FactSource): FoundServer | undefined {
  const row = rowOf(value)
  const name = textIn(row, 'name', 200)
  if (row === undefined || name === undefined || !NAME.test(name)) return undefined
  const [pkg, remote, repository] = [packageIn(row), remoteIn(row), repositoryIn(row)]
  const id = identityOf({ repository, package: pkg, remote, given: `registry:${name}` })
  if (id === undefined) return undefined
  const website = textIn(row, 'websiteUrl', 300)
  const homepage = website === undefined ? undefined : addressOf(website)
  const words = textIn(row, 'description')
  const told = transportsIn(row)
  return {
    kind: 'server',
    id,
    givenId: `${REGISTRY}${name}`,
    name: shownName(textIn(row, 'title', 100) ?? name, id),
    ...(repository !== undefined && { repository: `https://${repository.key}` }),
    ...(pkg !== undefined && { package: pkg }),
    ...(remote !== undefined && { remote }),
    ...(homepage !== undefined && { homepage }),
    transports: told.length > 0 ? told : transportsOf(pkg, remote),
    official: false,
    sources: [source],
    authoritative: true,
    ...(words !== undefined && { words }),
  }
}

/** One page of `GET /v0.1/servers`. */
export interface RegistryPage {
  readonly servers: readonly FoundServer[]
  /** Where the next page begins; absent on the last. */
  readonly nextCursor?: string
  /** How many entries were left out, by reason. */
  readonly left: ReadonlyMap<string, number>
}

/** Why an entry is no server of today; undefined where it is one. */
function whyLeft(entry: Row): string | undefined {
  const official = rowOf(own(rowOf(own(entry, '_meta')), OFFICIAL))
  if (own(official, 'status') === 'deleted') return 'deleted from the registry'
  return own(official, 'isLatest') === false ? 'an older version' : undefined
}

/** Reads a page of the registry's API (OpenAPI 2025-12-01): the newest version of each server that is not deleted. */
export function readRegistryPage(value: unknown, source: FactSource): RegistryPage {
  const page = rowOf(value)
  const entries = rowsIn(page, 'servers', 1000)
  const servers: FoundServer[] = []
  const left = new Map<string, number>()
  for (const entry of entries) {
    const why = whyLeft(entry)
    const server = why === undefined ? readServerJson(own(entry, 'server'), source) : undefined
    if (server !== undefined) servers.push(server)
    else {
      const reason = why ?? 'a server.json that breaks the schema'
      left.set(reason, (left.get(reason) ?? 0) + 1)
    }
  }
  const nextCursor = textIn(rowOf(own(page, 'metadata')), 'nextCursor', 512)
  return { servers, left, ...(nextCursor !== undefined && { nextCursor }) }
}
