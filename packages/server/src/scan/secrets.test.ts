/** Secrets of every kind, planted wherever a configuration can hold one: none is in any report, of any format. */
import { type ClientKind, openKnown, readClientConfig } from '@portcullis/catalogue'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gatewayAt } from './gateway.ts'
import { htmlReport } from './html-report.ts'
import { jsonReport } from './json-report.ts'
import { markdownReport } from './markdown-report.ts'
import type { ReadFile } from './read-files.ts'
import { sarifReport } from './sarif-report.ts'
import { scan } from './scan.ts'
import { terminalReport } from './terminal-report.ts'

const known = openKnown([], { day: '2026-01-01', sources: [] })

function reports(client: ClientKind, text: string): readonly (readonly [string, string])[] {
  const read = readClientConfig(text, client)
  const place = { client, path: '/home/me/x/servers.json', origin: 'user' } as const
  const file: ReadFile = read.ok
    ? { ...place, ok: true, servers: read.servers, skipped: read.skipped, text }
    : { ...place, ok: false, problem: read.problem, line: read.line }
  const gateway = gatewayAt('http://127.0.0.1:4100')
  const report = scan({ version: '1', files: [file], known, gateway, home: '/home/me', bin: '/b.js' })
  return [
    ['terminal', terminalReport(report, { colors: true, home: '/home/me', width: 80, all: true })],
    ['json', jsonReport(report)],
    ['sarif', sarifReport(report, '/home/me')],
    ['html', htmlReport(report, '/home/me')],
    ['markdown', markdownReport(report, '/home/me')],
  ]
}

const letters = (length: number) => fc.stringMatching(new RegExp(`^[A-Za-z0-9]{${length}}$`))

/** Secrets as issuers make them, which are known anywhere; and any word, which is one by where it stands. */
const issued = fc.oneof(
  letters(36).map((text) => `ghp_${text}`),
  letters(24).map((text) => `sk_live_${text}`),
  letters(40).map((text) => `sk-proj-${text}`),
  letters(16).map((text) => `AKIA${text.toUpperCase()}`),
  letters(24).map((text) => `xoxb-1234567890-${text}`),
  letters(30).map((text) => `eyJ${text}.eyJ${text}`),
)
const word = fc.stringMatching(/^[a-z]{3}Q[a-z0-9]{6,12}Q$/)

/** Ways to write a server with a secret that anybody would call one, by its look. */
const BY_LOOK: readonly ((secret: string) => object)[] = [
  (secret) => ({ command: 'npx', args: [secret] }),
  (secret) => ({ command: 'npx', args: [`some-mcp@${secret}`] }),
  (secret) => ({ command: secret, args: [] }),
  (secret) => ({ command: `npx some-mcp ${secret}` }),
  (secret) => ({ url: `https://mcp.example.com/${secret}/mcp` }),
  (secret) => ({ command: 'sh', args: ['-c', `KEY=${secret} exec some-mcp`] }),
]

/** Ways to write one that is a secret by where it stands. */
const BY_PLACE: readonly ((secret: string) => object)[] = [
  (secret) => ({ command: 'npx', args: ['some-mcp'], env: { ANYTHING: secret } }),
  (secret) => ({ command: { path: 'npx', args: ['some-mcp'], env: { ANYTHING: secret } } }),
  (secret) => ({ url: 'https://mcp.example.com/mcp', headers: { 'X-Any': secret, Authorization: `Bearer ${secret}` } }),
  (secret) => ({ httpUrl: 'https://mcp.example.com/mcp', requestInit: { headers: { 'X-Any': secret } } }),
  (secret) => ({ command: 'npx', args: ['some-mcp', '--token', secret, `--api-key=${secret}`] }),
  (secret) => ({ command: 'npx', args: ['mcp-remote', 'https://x.example/mcp', '--header', `X-Any: ${secret}`] }),
  (secret) => ({ command: 'docker', args: ['run', '-e', `DB_PASSWORD=${secret}`, 'a/b:1'] }),
  (secret) => ({ command: 'npx', args: ['db-mcp', `postgresql://me:${secret}@db.example/x`] }),
  (secret) => ({ serverUrl: `https://me:${secret}@mcp.example.com/mcp?key=${secret}#${secret}` }),
  (secret) => ({ url: `https://mcp.example.com/mcp?anything=${secret}`, bearer_token: secret }),
]

describe('no report of a scan holds a secret', () => {
  const clients = fc.constantFrom<ClientKind>('claude-desktop', 'vscode', 'zed', 'gemini', 'generic')
  const keys = fc.constantFrom('mcpServers', 'servers', 'context_servers')

  it('of JSON, wherever it stands', () => {
    const planted = fc.oneof(
      fc.tuple(issued, fc.constantFrom(...BY_LOOK, ...BY_PLACE)),
      fc.tuple(word, fc.constantFrom(...BY_PLACE)),
    )
    fc.assert(
      fc.property(clients, keys, planted, (client, key, [secret, write]) => {
        const text = JSON.stringify({ [key]: { x: write(secret) } }, undefined, 1)
        for (const [format, report] of reports(client, text)) {
          expect([format, report.includes('x')]).toEqual([format, true])
          expect([format, report.includes(secret)]).toEqual([format, false])
        }
      }),
      { numRuns: 150 },
    )
  }, 20_000)

  it('of TOML', () => {
    fc.assert(
      fc.property(word, (secret) => {
        const text = `[mcp_servers.x]\nurl = "https://u:${secret}@mcp.example.com/mcp"\nhttp_headers = { "X-Key" = '${secret}' }\n[mcp_servers.y]\ncommand = "npx"\nargs = ["y-mcp", "--key=${secret}"]\nenv.A = "${secret}"\n`
        for (const [format, report] of reports('codex', text))
          expect([format, report.includes(secret)]).toEqual([format, false])
      }),
      { numRuns: 30 },
    )
  })

  it('of a file that is broken in the middle of one', () => {
    fc.assert(
      fc.property(issued, fc.nat(), fc.constantFrom<ClientKind>('cursor', 'codex'), (secret, cut, client) => {
        const whole =
          client === 'codex'
            ? `[mcp_servers.x]\ncommand = "x"\nenv = { A = "${secret}" }`
            : JSON.stringify({ mcpServers: { x: { command: 'x', env: { A: secret } } } })
        for (const [format, report] of reports(client, whole.slice(0, cut % whole.length)))
          expect([format, report.includes(secret.slice(0, 12))]).toEqual([format, false])
      }),
      { numRuns: 60 },
    )
  }, 20_000)
})
