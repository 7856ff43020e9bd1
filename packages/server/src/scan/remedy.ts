/** What to write into a client's file, so that it reaches its servers through the gateway: in the form that the client reads. */
import type { ClientKind } from '@portcullis/catalogue'
import type { KnownGateway, Way } from './gateway.ts'

/** The variable in which a client keeps the token of its grant. */
const VARIABLE = 'PORTCULLIS_TOKEN'

/** Stands where a client can only be given the token itself. */
const TOKEN = '<token of the grant>'

/** The question by which VS Code asks for the token, once. */
const INPUT = { type: 'promptString', id: 'portcullis-token', description: 'Token of the grant', password: true }

type Section = Readonly<Record<string, unknown>>

/** A way that is not through the gateway. */
export interface Detour {
  /** The server's name in the client's file. */
  readonly name: string
  readonly way: Way
  /** The project within the file whose server it is, as in `~/.claude.json`. */
  readonly project?: string | undefined
}

/** Whose file it is. */
interface ClientFile {
  readonly client: ClientKind
  readonly path: string
}

/** How the gateway is reached, and by which program of its own where a client only starts commands. */
export interface Target {
  readonly gateway: KnownGateway
  readonly bin: string
}

function slugFor({ name, way }: Detour): string {
  if (way.way === 'around') return way.slug
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-|-$/g, '')
  return slug === '' ? 'server' : slug
}

/** The token, as the client comes by it. Zed resolves no variables in headers. */
function token(client: ClientKind): string {
  if (client === 'cursor' || client === 'windsurf') return `\${env:${VARIABLE}}`
  if (client === 'vscode') return `\${input:${INPUT.id}}`
  return client === 'zed' || client === 'generic' ? TOKEN : `\${${VARIABLE}}`
}

function sectionFor(client: ClientKind, url: string, bin: string): Section {
  const headers = { Authorization: `Bearer ${token(client)}` }
  switch (client) {
    case 'cursor':
    case 'zed':
    case 'generic':
      return { url, headers }
    case 'windsurf':
      return { serverUrl: url, headers }
    case 'vscode':
    case 'claude-code':
      return { type: 'http', url, headers }
    case 'gemini':
      return { httpUrl: url, headers }
    case 'codex':
      return { url, bearer_token_env_var: VARIABLE }
    case 'claude-desktop':
      return { command: 'node', args: [bin, 'bridge', url], env: { [VARIABLE]: TOKEN } }
    default:
      return client satisfies never
  }
}

/** A value on one line, with the blanks that people write. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${JSON.stringify(key)}: ${inline(one)}`)
    .join(', ')} }`
}

/** Objects within objects as far as `depth`, each member on its line; what is deeper stands on one. */
function json(value: unknown, depth: number, indent = ''): string {
  if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return inline(value)
  const inner = `${indent}  `
  const members = Object.entries(value).map(
    ([key, one]) => `${inner}${JSON.stringify(key)}: ${json(one, depth - 1, inner)}`,
  )
  return `{\n${members.join(',\n')}\n${indent}}`
}

/** A key of TOML: bare where it may be. */
function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key)
}

function tables(sections: readonly (readonly [string, Section])[]): string {
  return sections
    .map(([name, section]) =>
      [
        `[mcp_servers.${tomlKey(name)}]`,
        ...Object.entries(section).map(([key, value]) => `${key} = ${inline(value)}`),
      ].join('\n'),
    )
    .join('\n\n')
}

/** The keys under which the file keeps its servers, outermost first. */
function placeIn({ client, path }: ClientFile, project: string | undefined): readonly string[] {
  if (client === 'zed') return ['context_servers']
  if (client !== 'vscode') return project === undefined ? ['mcpServers'] : ['projects', project, 'mcpServers']
  return isSettings(path) ? ['mcp', 'servers'] : ['servers']
}

const isSettings = (path: string): boolean => /(?:^|[/\\])settings\.json$/.test(path)

/** Servers below the keys of their place, and the question for the token where the client can ask. */
function framed(file: ClientFile, project: string | undefined, servers: Section): string {
  const place = placeIn(file, project)
  const asks = file.client === 'vscode' ? { inputs: [INPUT] } : {}
  const [outer, ...rest] = [...place].reverse()
  const inner: Section = { ...asks, [outer ?? 'mcpServers']: servers }
  const whole = rest.reduce<Section>((value, key) => ({ [key]: value }), inner)
  return json(whole, place.length + 1)
}

/**
 * The part of a file that takes the place of the entries of `detours`, which are of one project or of none: JSON, or TOML
 * where the client reads that.
 */
export function remedyFor(file: ClientFile, detours: readonly Detour[], { gateway, bin }: Target): string {
  const sections = detours.map((one): readonly [string, Section] => [
    one.name,
    sectionFor(file.client, `${gateway.origin}/mcp/${slugFor(one)}`, bin),
  ])
  return file.client === 'codex' ? tables(sections) : framed(file, detours[0]?.project, Object.fromEntries(sections))
}

/** How the client comes by the token: what its user has to do besides. */
export function tokenNote(client: ClientKind): string {
  switch (client) {
    case 'vscode':
      return 'VS Code asks for the token of the grant once, and keeps it.'
    case 'claude-desktop':
    case 'zed':
    case 'generic':
      return `Write the token of the grant in the place of ${TOKEN}.`
    case 'cursor':
    case 'windsurf':
    case 'claude-code':
    case 'gemini':
    case 'codex':
      return `${VARIABLE} must hold the token of the grant where the client is started.`
    default:
      return client satisfies never
  }
}
