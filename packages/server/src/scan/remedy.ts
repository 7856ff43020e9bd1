/** What to write into a client's file, so that it reaches a server through the gateway. */
import type { ClientKind } from '@portcullis/catalogue'
import type { KnownGateway, Way } from './gateway.ts'

/** The variable in which a client keeps the token of its grant. */
const VARIABLE = 'PORTCULLIS_TOKEN'

function slugFor(name: string, way: Way): string {
  if (way.way === 'around') return way.slug
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-|-$/g, '')
  return slug === '' ? 'server' : slug
}

/** A reference to the variable, as the client resolves it. */
function token(client: ClientKind): string {
  if (client === 'cursor') return `\${env:${VARIABLE}}`
  if (client === 'vscode') return '$' + '{input:portcullis}'
  if (client === 'gemini') return `$${VARIABLE}`
  return `\${${VARIABLE}}`
}

function sectionFor(client: ClientKind, url: string, bin: string): Readonly<Record<string, unknown>> {
  const headers = { Authorization: `Bearer ${token(client)}` }
  switch (client) {
    case 'cursor':
    case 'generic':
      return { url, headers }
    case 'vscode':
    case 'claude-code':
      return { type: 'http', url, headers }
    case 'gemini':
      return { httpUrl: url, headers }
    case 'codex':
      return { url, bearer_token_env_var: VARIABLE }
    case 'claude-desktop':
    case 'windsurf':
    case 'zed':
      return { command: 'node', args: [bin, 'bridge', url], env: { [VARIABLE]: 'the token of a grant' } }
    default:
      return client satisfies never
  }
}

/** A way that is not through the gateway. */
export interface Detour {
  readonly client: ClientKind
  /** The server's name in the client's file. */
  readonly name: string
  readonly way: Way
}

/**
 * The entry to put in the place of the server's: JSON, or TOML where the client reads that.
 * @param bin path of this program, for clients that only start commands
 */
export function remedyFor({ client, name, way }: Detour, { origin }: KnownGateway, bin: string): string {
  const section = sectionFor(client, `${origin}/mcp/${slugFor(name, way)}`, bin)
  if (client !== 'codex') return JSON.stringify({ [name]: section }, undefined, 2)
  const lines = Object.entries(section).map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
  return [`[mcp_servers.${JSON.stringify(name)}]`, ...lines].join('\n')
}
