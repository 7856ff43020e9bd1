/**
 * The forms in which clients take a server: where in their files, and how they are told of a URL and a token. Pure: the
 * command `connect` writes them into files, `scan` proposes them, the dashboard shows them to be copied.
 */
import type { ClientKind } from '@portcullis/catalogue'

/** Those that `connect` writes for, by the names of the command. */
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

/** The variable in which a client keeps the token of its grant, and which the bridge reads. */
export const VARIABLE = 'PORTCULLIS_TOKEN'

/** A server behind the gateway, as a client is told of it. */
export interface Connection {
  /** `http://127.0.0.1:4100/mcp/shop` */
  readonly url: string
  /** The token, or what stands for it; undefined: the file refers to the variable, which holds it where the client is started. */
  readonly token: string | undefined
  /** Program and arguments that begin `portcullis`. */
  readonly program: readonly [command: string, ...args: readonly string[]]
}

/** Whose file it is. */
export interface ClientFile {
  readonly client: ClientKind
  readonly path: string
}

/** The keys under which the file keeps its servers, outermost first. @param project within the file, as in `~/.claude.json` */
export function serversIn({ client, path }: ClientFile, project?: string): readonly string[] {
  if (client === 'zed') return ['context_servers']
  if (client === 'codex') return ['mcp_servers']
  if (client === 'vscode') return isSettings(path) ? ['mcp', 'servers'] : ['servers']
  return project === undefined ? ['mcpServers'] : ['projects', project, 'mcpServers']
}

/** Settings of VS Code, which hold servers in old versions. */
export const isSettings = (path: string): boolean => /(?:^|[/\\])settings\.json$/.test(path)

/** Whether the file is TOML. */
export const isToml = (client: ClientKind): boolean => client === 'codex'

/** Whether the client's file can do without the token itself. */
export const takesVariable = (client: ClientKind): boolean => referenceIn(client) !== undefined

/** How a file refers to the variable; undefined: this client takes the token itself only. Zed resolves none in headers. */
export function referenceIn(client: ClientKind): string | undefined {
  switch (client) {
    case 'cursor':
    case 'vscode':
    case 'windsurf':
      return `\${env:${VARIABLE}}`
    case 'claude-code':
    case 'gemini':
    case 'codex':
      return `\${${VARIABLE}}`
    case 'claude-desktop':
    case 'zed':
    case 'generic':
      return undefined
    default:
      return client satisfies never
  }
}

/** What is written for a server. Claude Desktop starts commands only, so it gets a bridge. */
export function entryFor(client: ClientKind, { url, token, program }: Connection): Readonly<Record<string, unknown>> {
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
    case 'zed':
    case 'generic':
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

/** What stands in a client's file for a server of that name: JSON, or TOML where the client has that. */
export function formOf(file: ClientFile, name: string, entry: Readonly<Record<string, unknown>>): string {
  const keys = [...serversIn(file), name]
  if (isToml(file.client)) return tomlTable(keys, entry)
  return `${JSON.stringify(
    keys.reduceRight<object>((inner, key) => ({ [key]: inner }), entry),
    undefined,
    2,
  )}\n`
}

/** A table as lines. Values are texts, lists of texts and tables of texts. */
export function tomlTable(path: readonly string[], entry: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(entry).map(([key, value]) => `${tomlKey(key)} = ${tomlValue(value)}`)
  return [`[${path.map(tomlKey).join('.')}]`, ...members, ''].join('\n')
}

const tomlKey = (key: string): string => (/^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key))

function tomlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${tomlKey(key)} = ${tomlValue(one)}`)
    .join(', ')} }`
}
