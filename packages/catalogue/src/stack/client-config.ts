/** The configuration of an MCP client, as text → the servers it starts or reaches. Nothing is run, nothing is sent. */
import { cut, visible } from '../text.ts'
import { type ConfiguredServer, configuredServer } from './configured-server.ts'
import { sectionsOf } from './sections.ts'

/** Clients whose configuration is known. `generic`: any file with `mcpServers`. */
export type ClientKind =
  | 'claude-desktop'
  | 'claude-code'
  | 'cursor'
  | 'vscode'
  | 'windsurf'
  | 'codex'
  | 'gemini'
  | 'zed'
  | 'generic'

/** Names of clients, for people. */
export const CLIENT_NAMES: Readonly<Record<ClientKind, string>> = {
  'claude-desktop': 'Claude Desktop',
  'claude-code': 'Claude Code',
  cursor: 'Cursor',
  vscode: 'VS Code',
  windsurf: 'Windsurf',
  codex: 'Codex',
  gemini: 'Gemini CLI',
  zed: 'Zed',
  generic: 'an MCP client',
}

/** What was read, or why nothing was. */
export type ClientConfig =
  | {
      readonly ok: true
      readonly servers: readonly ConfiguredServer[]
      /** Names of entries that are no servers. */
      readonly skipped: readonly string[]
    }
  | { readonly ok: false; readonly problem: string; readonly line: number }

/** Most servers of one text. */
const MOST_SERVERS = 500

/**
 * Reads the configuration of any known client; `kind` only decides how a text is read that could be either JSON or TOML.
 * Own properties only, linear, at most 16 Mi characters and 500 servers.
 */
export function readClientConfig(text: string, kind?: ClientKind): ClientConfig {
  const found = sectionsOf(text, kind)
  if (!found.ok) return found
  const servers: ConfiguredServer[] = []
  const skipped: string[] = []
  for (const { node, place } of found.sections) {
    const server = servers.length < MOST_SERVERS ? configuredServer(node, place) : undefined
    if (server === undefined) skipped.push(visible(cut(place.name, 128)))
    else servers.push(server)
  }
  return { ok: true, servers, skipped: skipped.slice(0, MOST_SERVERS) }
}
