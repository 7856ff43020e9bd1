/** What somebody pastes so that a client reaches a server through the gateway. */
import { type Client, entryFor, formOf } from 'portcullis/client-forms'

/** A client, or `generic`: any other, and `curl`: none at all. */
export type Target = Client | 'generic' | 'curl'

/** A client as it is chosen. */
export interface TargetChoice {
  readonly value: Target
  readonly label: string
  /** Where what is pasted goes. */
  readonly place: string
}

/** All of them, the most common first. */
export const TARGETS: readonly TargetChoice[] = [
  {
    value: 'claude-code',
    label: 'Claude Code',
    place: 'In .mcp.json of a project, or ~/.claude.json for all of them.',
  },
  {
    value: 'claude-desktop',
    label: 'Claude Desktop',
    place:
      'In claude_desktop_config.json: Settings, Developer, Edit config. It starts commands only, so the bridge is one; portcullis has to be installed there.',
  },
  { value: 'cursor', label: 'Cursor', place: 'In ~/.cursor/mcp.json, or .cursor/mcp.json of a project.' },
  { value: 'vscode', label: 'VS Code', place: 'In .vscode/mcp.json, or by “MCP: Open User Configuration”.' },
  { value: 'codex', label: 'Codex', place: 'In ~/.codex/config.toml.' },
  { value: 'gemini', label: 'Gemini CLI', place: 'In ~/.gemini/settings.json.' },
  { value: 'windsurf', label: 'Windsurf', place: 'In ~/.codeium/windsurf/mcp_config.json.' },
  { value: 'generic', label: 'Another client', place: 'Any client of Streamable HTTP takes a URL and a header.' },
  { value: 'curl', label: 'curl', place: 'One call from a shell, to see what becomes of it.' },
]

/** Whether a text names one. */
export const isTarget = (text: string | null): text is Target => TARGETS.some(({ value }) => value === text)

/** A server behind the gateway. */
export interface Reached {
  /** What it is called in the client. */
  readonly name: string
  readonly url: string
  /** Undefined: what is shown refers to the variable `PORTCULLIS_TOKEN`, or says where the token goes. */
  readonly token: string | undefined
  /** The tool that `curl` calls. */
  readonly tool?: string | undefined
}

const WHERE_IT_GOES = 'pc_…'

/** The text. */
export function snippetFor(target: Target, { name, url, token, tool }: Reached): string {
  if (target === 'curl') return curl(url, token, tool ?? 'a_tool')
  if (target === 'generic') {
    const headers = { Authorization: `Bearer ${token ?? WHERE_IT_GOES}` }
    return JSON.stringify({ mcpServers: { [name]: { type: 'http', url, headers } } }, undefined, 2)
  }
  const given = target === 'claude-desktop' ? (token ?? WHERE_IT_GOES) : token
  const file = { client: target, path: '' }
  return formOf(file, name, entryFor(target, { url, token: given, program: ['portcullis'] })).trimEnd()
}

/** The same by a command, where the client has one. */
export function commandFor(target: Target, { name, url, token }: Reached): string | undefined {
  if (target !== 'claude-code') return undefined
  const header = token === undefined ? '"Authorization: Bearer $PORTCULLIS_TOKEN"' : `"Authorization: Bearer ${token}"`
  return `claude mcp add --transport http ${name} ${url} --header ${header}`
}

/** One stateless call, as a client of MCP 2026-07-28 sends it. */
function curl(url: string, token: string | undefined, tool: string): string {
  const body = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: tool,
      arguments: {},
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'curl', version: '8' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  }
  const bearer =
    token === undefined ? '"Authorization: Bearer $PORTCULLIS_TOKEN"' : quoted(`Authorization: Bearer ${token}`)
  return [
    `curl -sS ${quoted(url)} \\`,
    `  -H ${bearer} \\`,
    `  -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \\`,
    `  -H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: tools/call' -H ${quoted(`Mcp-Name: ${tool}`)} \\`,
    `  -d ${quoted(JSON.stringify(body))}`,
  ].join('\n')
}

/** For a POSIX shell: nothing in it is read by the shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
