/** Clients whose configuration `connect` writes: where it is, and the form in which each takes a server. */
import type { ClientKind } from '@portcullis/catalogue'
import { type Machine, projectPlaces, userPlaces } from '../../scan/places.ts'

/** Them, by the names of the command. */
export const CLIENTS = [
  'claude-desktop',
  'claude-code',
  'cursor',
  'vscode',
  'codex',
  'gemini',
  'windsurf',
] as const satisfies readonly ClientKind[]
export type Client = (typeof CLIENTS)[number]

/** A server behind the gateway, as a client is told of it. */
export interface Connection {
  /** `http://127.0.0.1:4100/mcp/shop` */
  readonly url: string
  /** Undefined: the file refers to the variable `PORTCULLIS_TOKEN`, which holds it where the client is started. */
  readonly token: string | undefined
  /** Program and arguments that begin `portcullis`. */
  readonly program: readonly [command: string, ...args: readonly string[]]
}

/** Where the file is; undefined: this client has none of that kind. @param project folder of a project */
export function placeOf(client: Client, machine: Machine, project: string | undefined): string | undefined {
  const places = project === undefined ? userPlaces(machine) : projectPlaces(project, machine.platform)
  const own = places.filter((place) => place.client === client)
  // Settings of VS Code hold servers in old versions only.
  return own.find(({ path }) => !/[\\/]settings\.json$/.test(path) || client === 'gemini')?.path
}

/** Whether the file is TOML. */
export const isToml = (client: Client): boolean => client === 'codex'

/** The keys under which servers are. */
export const sectionOf = (client: Client): string =>
  client === 'vscode' ? 'servers' : client === 'codex' ? 'mcp_servers' : 'mcpServers'

/** The variable that the bridge reads, and that files refer to. */
const VARIABLE = 'PORTCULLIS_TOKEN'

/** How a file refers to the variable; undefined: this client takes the token itself only. */
function referenceIn(client: Client): string | undefined {
  if (client === 'claude-desktop') return undefined
  return client === 'cursor' || client === 'vscode' || client === 'windsurf' ? `\${env:${VARIABLE}}` : `\${${VARIABLE}}`
}

/** Whether the client's file can do without the token itself. */
export const takesVariable = (client: Client): boolean => referenceIn(client) !== undefined

/** What is written for a server. Claude Desktop starts commands only, so it gets a bridge. */
export function entryFor(client: Client, { url, token, program }: Connection): Readonly<Record<string, unknown>> {
  const headers = { Authorization: `Bearer ${token ?? referenceIn(client) ?? ''}` }
  switch (client) {
    case 'claude-desktop': {
      const [command, ...args] = program
      return { command, args: [...args, 'bridge', url], env: { [VARIABLE]: token ?? '' } }
    }
    case 'claude-code':
    case 'vscode':
      return { type: 'http', url, headers }
    case 'cursor':
      return { url, headers }
    case 'codex':
      return token === undefined ? { url, bearer_token_env_var: VARIABLE } : { url, http_headers: headers }
    case 'gemini':
      return { httpUrl: url, headers }
    case 'windsurf':
      return { serverUrl: url, headers }
    default:
      return client satisfies never
  }
}
