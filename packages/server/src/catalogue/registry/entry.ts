/** Facts → entries of the registry API. */
import {
  CATEGORIES,
  type Category,
  plain,
  RISK_LEVELS,
  type RiskLevel,
  type ServerFacts,
  shown,
  study,
} from '@portcullis/catalogue'
import type { RegistryEntry, RegistryServer } from './shapes.ts'

const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'

/** Kinds of packages that the schema knows, by how we call them. */
const PACKAGE_TYPES: Readonly<Record<string, 'npm' | 'pypi' | 'oci' | 'nuget' | 'mcpb'>> = {
  npm: 'npm',
  pypi: 'pypi',
  oci: 'oci',
  docker: 'oci',
  nuget: 'nuget',
  mcpb: 'mcpb',
}

const FORGES: Readonly<Record<string, string>> = {
  'github.com': 'github',
  'gitlab.com': 'gitlab',
  'bitbucket.org': 'bitbucket',
  'codeberg.org': 'codeberg',
}

/** Where a server is found in the answer. */
export interface EntryPlace {
  readonly name: string
  /** Address of its page. */
  readonly page: string
}

/** The version of an entry: its package's, else the day of its last change as `2026.11.21`. */
export function versionOf({ package: pkg, lastChanged }: Pick<ServerFacts, 'package' | 'lastChanged'>): string {
  const known = pkg?.version
  return known === undefined || known === 'latest' ? lastChanged.replaceAll('-', '.') : known
}

/** An entry of the list. */
export function entryOf(server: ServerFacts, { name, page }: EntryPlace): RegistryEntry {
  const { grade, counts } = study(server)
  return {
    server: detailOf(server, name),
    _meta: {
      'portcullis/catalogue': {
        page,
        official: server.official,
        tools: server.tools.length,
        categories: counts,
        risks: risksOf(server),
        ...(grade !== undefined && { grade: grade.grade, points: grade.points }),
        firstSeen: server.firstSeen,
        lastChanged: server.lastChanged,
      },
    },
  }
}

function risksOf({ tools }: ServerFacts): Record<RiskLevel, number> {
  const risks: Record<RiskLevel, number> = { Low: 0, Medium: 0, High: 0, Critical: 0 }
  for (const { mark } of tools) risks[mark.risk]++
  return risks
}

function detailOf(server: ServerFacts, name: string): RegistryServer {
  const repository = repositoryIn(server)
  const packages = packagesIn(server)
  const remotes = remotesIn(server)
  return {
    $schema: SCHEMA,
    name,
    description: describe(server),
    title: shown(server.name, 100),
    version: versionOf(server),
    ...(repository && { repository }),
    ...(server.homepage !== undefined && URL.canParse(server.homepage) && { websiteUrl: server.homepage }),
    ...(packages.length > 0 && { packages: [...packages] }),
    ...(remotes.length > 0 && { remotes: [...remotes] }),
  }
}

/** What we say of a server, in at most 100 characters: its author's words are not kept. */
export function describe(server: ServerFacts): string {
  const { counts } = study(server)
  const { tools } = server
  if (tools.length === 0) return 'A server whose tools are not known to the catalogue.'
  const worst = RISK_LEVELS.toReversed().find((level) => tools.some(({ mark }) => mark.risk === level)) ?? 'Low'
  const parts = CATEGORIES.filter((category: Category) => counts[category] > 0).map(
    (category) => `${counts[category]} ${category}`,
  )
  const number = `${tools.length} ${tools.length === 1 ? 'tool' : 'tools'}`
  const whole = plain([`${number}: ${parts.join(', ')}. Highest risk: ${worst}.`])
  return whole.length <= 100 ? whole : `${number}. Highest risk: ${worst}.`
}

function repositoryIn({ repository, id }: ServerFacts): RegistryServer['repository'] {
  if (repository === undefined || !URL.canParse(repository)) return undefined
  const source = FORGES[new URL(repository).host]
  const [, subfolder] = id.split('#')
  return source === undefined ? undefined : { url: repository, source, ...(subfolder !== undefined && { subfolder }) }
}

function packagesIn({ package: pkg }: ServerFacts): NonNullable<RegistryServer['packages']> {
  const type = pkg && Object.hasOwn(PACKAGE_TYPES, pkg.registry) ? PACKAGE_TYPES[pkg.registry] : undefined
  if (pkg === undefined || type === undefined) return []
  const version = pkg.version === undefined || pkg.version === 'latest' ? {} : { version: pkg.version }
  return [{ registryType: type, identifier: pkg.name, ...version, transport: { type: 'stdio' } }]
}

function remotesIn({ remote, transports }: ServerFacts): NonNullable<RegistryServer['remotes']> {
  if (remote === undefined || !/^https?:\/\/\S+$/.test(remote)) return []
  return [{ type: transports.includes('sse') && !transports.includes('http') ? 'sse' : 'streamable-http', url: remote }]
}
