import { gather, openKnown, readClientConfig, readLine, writeShards } from '@portcullis/catalogue'
import { describe, expect, it } from 'vitest'
import { scanCode } from './fail-on.ts'
import { gatewayAt, type KnownGateway } from './gateway.ts'
import { htmlReport } from './html-report.ts'
import { jsonReport } from './json-report.ts'
import { markdownReport } from './markdown-report.ts'
import type { ReadFile } from './read-files.ts'
import { sarifReport } from './sarif-report.ts'
import { scan } from './scan.ts'
import { terminalReport } from './terminal-report.ts'

const rows = [
  { id: 'github.com/acme/mail', name: 'Mail', package: { registry: 'npm', name: 'acme-mail-mcp' } },
  { id: 'github.com/acme/web', name: 'Web', package: { registry: 'pypi', name: 'acme-web-mcp' } },
  ...['list_emails', 'send_email', 'delete_email'].map((name) => ({ server: 'github.com/acme/mail', name })),
  { server: 'github.com/acme/web', name: 'fetch_webpage' },
]
const { servers } = gather(
  [],
  rows.flatMap((row) => readLine(JSON.stringify({ ...row, from: 'list', source: 'list' })) ?? []),
  '2026-01-01',
)
const { head, shards } = writeShards(servers)
const known = openKnown(
  [...shards.values()].flatMap((text) => text.split('\n')),
  head,
)

const MAIL = {
  command: 'npx',
  args: ['acme-mail-mcp@1.0.0', '--token', 'hunter2-abc'],
  env: { MAIL_KEY: 'hunter3-abc' },
}
const WEB = { command: 'uvx', args: ['acme-web-mcp==2.0'] }

function file(client: ReadFile['client'], path: string, config: object, origin: ReadFile['origin'] = 'user'): ReadFile {
  const text = JSON.stringify(config, undefined, 2)
  const read = readClientConfig(text, client)
  if (!read.ok) throw new Error(read.problem)
  return { client, path, origin, ok: true, servers: read.servers, skipped: read.skipped, text }
}

function report(files: readonly ReadFile[], gateway?: KnownGateway) {
  return scan({ version: '1.0.0', files, known, gateway, home: '/home/me', bin: '/opt/portcullis.js' })
}

const CURSOR = file('cursor', '/home/me/.cursor/mcp.json', { mcpServers: { mail: MAIL } })
const PROJECT = file('cursor', '/work/shop/.cursor/mcp.json', { mcpServers: { web: WEB } }, 'project')

describe('a scan', () => {
  it('judges what each client has, and in a project what the user and the project bring together', () => {
    const { stacks } = report([CURSOR, PROJECT])
    expect(stacks.map(({ title, servers: own }) => [title, own.map(({ member }) => member)])).toEqual([
      ['Cursor', ['mail']],
      ['Cursor in /work/shop', ['mail', 'web']],
    ])
    expect(stacks[0]?.report.combinations.map(({ id }) => id)).not.toContain('code-on-a-strangers-word')
    expect(stacks[1]?.report.combinations.map(({ id }) => id)).toContain('lethal-trifecta')
  })

  it('keeps servers of one name apart', () => {
    const code = file('claude-code', '/home/me/.claude.json', {
      mcpServers: { a: MAIL },
      projects: { '/work/shop': { mcpServers: { a: WEB } }, '/work/empty': {} },
    })
    expect(report([code]).stacks.map(({ title, servers: own }) => [title, own.map(({ member }) => member)])).toEqual([
      ['Claude Code', ['a']],
      ['Claude Code in /work/shop', ['a', 'a (2)']],
    ])
  })

  const gateway: KnownGateway = {
    origin: 'http://127.0.0.1:4100',
    origins: ['http://127.0.0.1:4100', 'http://localhost:4100'],
    upstreams: [
      { slug: 'post', launch: { fetched: true, package: { registry: 'npm', name: 'acme-mail-mcp' } } },
      { slug: 'docs', url: 'https://docs.example/mcp' },
      { slug: 'own', launch: { fetched: false }, command: ['/usr/bin/node', '/srv/own/index.js', '--fast'] },
    ],
  }

  it.each([
    ['through the gateway', { url: 'http://localhost:4100/mcp/post' }, undefined],
    ['through a bridge', { command: 'npx', args: ['portcullis', 'bridge', 'http://127.0.0.1:4100/mcp/x'] }, undefined],
    ['through mcp-remote', { command: 'npx', args: ['mcp-remote', 'http://127.0.0.1:4100/sse/x'] }, undefined],
    ['wrapped', { command: 'npx', args: ['portcullis', 'wrap', '-c', 'p.json', '--', 'uvx', 'x-mcp'] }, undefined],
    ['around it, by its package', MAIL, { way: 'around', slug: 'post' }],
    ['around it, by its address', { url: 'https://docs.example/mcp/' }, { way: 'around', slug: 'docs' }],
    [
      'around it, by its command',
      { command: 'node', args: ['/srv/own/index.js', '--fast'] },
      { way: 'around', slug: 'own' },
    ],
    ['directly, by another command', { command: 'node', args: ['/srv/other/index.js', '--fast'] }, { way: 'direct' }],
    ['directly', WEB, { way: 'direct' }],
    ['directly, at another port', { url: 'http://127.0.0.1:4101/mcp/post' }, { way: 'direct' }],
    ['not at all', { ...WEB, disabled: true }, undefined],
  ])('sees who is reached %s', (_, section, way) => {
    const { bypasses } = report([file('cursor', '/c.json', { mcpServers: { x: section } })], gateway)
    expect(bypasses.map((one) => one.way)).toEqual(way === undefined ? [] : [way])
    if (way !== undefined)
      expect(bypasses[0]?.instead).toContain(`http://127.0.0.1:4100/mcp/${'slug' in way ? way.slug : 'x'}`)
  })

  it('knows what stands behind the gateway', () => {
    const { stacks } = report(
      [file('cursor', '/c', { mcpServers: { a: { url: 'http://localhost:4100/mcp/post' } } })],
      gateway,
    )
    expect(stacks[0]?.servers[0]).toMatchObject({ slug: 'acme-mail', way: { way: 'guarded', slug: 'post' } })
    expect(stacks[0]?.report.tools.map(({ name }) => name)).toContain('send_email')
  })

  it('ends as it is told to', () => {
    const [quiet, toxic] = [report([CURSOR]), report([CURSOR, PROJECT])]
    expect(scanCode(quiet, [])).toBe(0)
    expect(scanCode(quiet, ['critical'])).toBe(1)
    expect(scanCode(report([file('cursor', '/c', { mcpServers: {} })]), ['low', 'toxic', 'bypass'])).toBe(0)
    expect(scanCode(toxic, ['toxic'])).toBe(1)
    expect(scanCode(toxic, ['bypass'])).toBe(0)
    expect(scanCode(report([CURSOR], gatewayAt('http://127.0.0.1:4100/')), ['bypass'])).toBe(1)
    const unread: ReadFile = { client: 'zed', path: '/z', origin: 'user', ok: false, problem: 'No.', line: 3 }
    expect(scanCode(report([CURSOR, unread]), ['low'])).toBe(2)
  })
})

describe('a report', () => {
  const HOSTILE = '<img src=x onerror=alert(1)>\u202e`|*[a](http://x)\n# h'
  const odd = file('cursor', '/home/me/<b>.json', { mcpServers: { [HOSTILE]: MAIL, web: WEB } })
  const found = report([odd], gatewayAt('http://127.0.0.1:4100'))
  const texts = {
    terminal: terminalReport(found, { colors: false, home: '/home/me', width: 90, all: true }),
    json: jsonReport(found),
    sarif: sarifReport(found, '/home'),
    html: htmlReport(found, '/home/me'),
    markdown: markdownReport(found, '/home/me'),
  }

  it.each(Object.entries(texts))('as %s names what was found and no secret', (_, text) => {
    expect(text).toContain('send')
    expect(text).not.toMatch(/hunter\d/)
    expect(text).not.toContain('\u202e')
  })

  it('as HTML runs and loads nothing', () => {
    expect(texts.html).not.toMatch(/<img|<script|<b>|\son\w+="/i)
    expect(texts.html).toMatch(/Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/)
  })

  it('as Markdown holds no markup of strangers', () => {
    const outside = texts.markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/(?<!\\)`[^`\n]*`/g, '')
    expect(texts.markdown.split('`').length % 2).toBe(1)
    expect(outside).not.toMatch(/(?<!\\)<img|^# h|(?<!\\)\[a(?<!\\)\]\(/m)
  })

  it('as SARIF names rules and lines', () => {
    const { runs } = JSON.parse(texts.sarif)
    const [{ tool, results }] = runs
    const ids = tool.driver.rules.map(({ id }: { id: string }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(results.length).toBeGreaterThan(3)
    for (const { ruleId, ruleIndex, level, message, locations } of results) {
      expect(ids[ruleIndex]).toBe(ruleId)
      expect(['note', 'warning', 'error']).toContain(level)
      expect(message.text).not.toBe('')
      const [{ physicalLocation }] = locations
      expect(physicalLocation.artifactLocation).toEqual({ uri: 'me/%3Cb%3E.json', uriBaseId: 'SRCROOT' })
      expect([3, 14]).toContain(physicalLocation.region.startLine)
    }
  })
})
