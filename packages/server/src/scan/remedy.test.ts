import { CLIENT_NAMES, type ClientKind, readClientConfig } from '@portcullis/catalogue'
import { describe, expect, it } from 'vitest'
import { gatewayAt } from './gateway.ts'
import { type Detour, remedyFor, tokenNote } from './remedy.ts'

const gateway = gatewayAt('http://127.0.0.1:4100')!
const target = { gateway, bin: '/opt/portcullis/bin/portcullis.js' }
const DETOURS: readonly Detour[] = [
  { name: 'shop', way: { way: 'around', slug: 'store' } },
  { name: 'My Files', way: { way: 'direct' } },
]
const URL_OF_STORE = 'http://127.0.0.1:4100/mcp/store'
const VARIABLE = '$' + '{PORTCULLIS_TOKEN}'

/** Where each client keeps its servers, and how it is told of one that is reached by HTTP: as its documentation says. */
const FORMS: readonly (readonly [ClientKind, path: string, servers: readonly string[], section: object])[] = [
  [
    'claude-desktop',
    '/h/claude_desktop_config.json',
    ['mcpServers'],
    { command: 'node', args: [target.bin, 'bridge', URL_OF_STORE], env: { PORTCULLIS_TOKEN: '<token of the grant>' } },
  ],
  [
    'claude-code',
    '/h/.claude.json',
    ['mcpServers'],
    { type: 'http', url: URL_OF_STORE, headers: { Authorization: `Bearer ${VARIABLE}` } },
  ],
  [
    'cursor',
    '/h/.cursor/mcp.json',
    ['mcpServers'],
    { url: URL_OF_STORE, headers: { Authorization: 'Bearer $' + '{env:PORTCULLIS_TOKEN}' } },
  ],
  [
    'windsurf',
    '/h/mcp_config.json',
    ['mcpServers'],
    { serverUrl: URL_OF_STORE, headers: { Authorization: 'Bearer $' + '{env:PORTCULLIS_TOKEN}' } },
  ],
  [
    'vscode',
    '/p/.vscode/mcp.json',
    ['servers'],
    { type: 'http', url: URL_OF_STORE, headers: { Authorization: 'Bearer $' + '{input:portcullis-token}' } },
  ],
  [
    'vscode',
    'C:\\Users\\me\\AppData\\Roaming\\Code\\User\\settings.json',
    ['mcp', 'servers'],
    { type: 'http', url: URL_OF_STORE, headers: { Authorization: 'Bearer $' + '{input:portcullis-token}' } },
  ],
  [
    'gemini',
    '/h/.gemini/settings.json',
    ['mcpServers'],
    { httpUrl: URL_OF_STORE, headers: { Authorization: `Bearer ${VARIABLE}` } },
  ],
  [
    'zed',
    '/h/.config/zed/settings.json',
    ['context_servers'],
    { url: URL_OF_STORE, headers: { Authorization: 'Bearer <token of the grant>' } },
  ],
]

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((one, key) => (one as Record<string, unknown>)[key], value)

describe('what to write instead', () => {
  it.each(FORMS)('for %s in %s', (client, path, place, section) => {
    const whole = JSON.parse(remedyFor({ client, path }, DETOURS, target))
    expect(at(whole, [...place, 'shop'])).toEqual(section)
    expect(Object.keys(at(whole, place) as object)).toEqual(['shop', 'My Files'])
  })

  it('for Codex is TOML', () => {
    expect(remedyFor({ client: 'codex', path: '/h/.codex/config.toml' }, DETOURS, target)).toBe(
      [
        '[mcp_servers.shop]',
        `url = "${URL_OF_STORE}"`,
        'bearer_token_env_var = "PORTCULLIS_TOKEN"',
        '',
        '[mcp_servers."My Files"]',
        'url = "http://127.0.0.1:4100/mcp/my-files"',
        'bearer_token_env_var = "PORTCULLIS_TOKEN"',
      ].join('\n'),
    )
  })

  it('for VS Code asks for the token', () => {
    const { inputs } = JSON.parse(remedyFor({ client: 'vscode', path: '/p/.vscode/mcp.json' }, DETOURS, target))
    expect(inputs).toMatchObject([{ type: 'promptString', id: 'portcullis-token', password: true }])
  })

  it('for a project of Claude Code stands with the project', () => {
    const detours = DETOURS.map((one) => ({ ...one, project: '/home/me/shop' }))
    const whole = JSON.parse(remedyFor({ client: 'claude-code', path: '/h/.claude.json' }, detours, target))
    expect(whole.projects['/home/me/shop'].mcpServers.shop.url).toBe(URL_OF_STORE)
  })

  it.each(Object.keys(CLIENT_NAMES) as ClientKind[])(
    'is read back for %s: at the gateway, with no secret',
    (client) => {
      const text = remedyFor({ client, path: '/x/mcp.json' }, DETOURS, target)
      const read = readClientConfig(text, client)
      if (!read.ok) throw new Error(read.problem)
      expect(read.servers.map(({ name, url, launch }) => [name, url ?? launch.url])).toEqual([
        ['shop', URL_OF_STORE],
        ['My Files', 'http://127.0.0.1:4100/mcp/my-files'],
      ])
      for (const { plainSecrets, secrets } of read.servers) expect([plainSecrets, secrets]).toEqual([[], 0])
      expect(tokenNote(client)).not.toBe('')
    },
  )

  it('keeps odd names as names', () => {
    const detours = ['__proto__', '"]\n[x', '…'].map((name): Detour => ({ name, way: { way: 'direct' } }))
    for (const client of ['codex', 'cursor'] as const) {
      const read = readClientConfig(remedyFor({ client, path: '/x' }, detours, target), client)
      expect(read.ok && read.servers.map(({ url }) => url)).toEqual([
        'http://127.0.0.1:4100/mcp/proto',
        'http://127.0.0.1:4100/mcp/x',
        'http://127.0.0.1:4100/mcp/server',
      ])
    }
  })
})
