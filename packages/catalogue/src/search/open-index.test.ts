import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gather } from '../import/gather.ts'
import { readLine } from '../import/read-lines.ts'
import { writeShards } from '../import/shards.ts'
import { serverOfPackage } from '../stack/server-of-package.ts'
import { distance } from './distance.ts'
import { openIndex } from './open-index.ts'

const rows = [
  { id: 'github.com/acme/klaviyo-mcp', name: 'Klaviyo', from: 'list', official: true },
  { id: 'github.com/acme/postgres', name: 'Postgres', from: 'list', package: { registry: 'npm', name: 'pg-mcp' } },
  { id: 'remote:hub.example/mcp', name: 'GitHub', from: 'list', remote: 'https://hub.example/mcp' },
  ...['get_profiles', 'request_profile_deletion', 'create_campaign'].map((name) => ({
    server: 'github.com/acme/klaviyo-mcp',
    name,
    source: 'list',
  })),
  { server: 'github.com/acme/postgres', name: 'run_query', source: 'list' },
]
const { servers } = gather(
  [],
  rows.flatMap((row) => readLine(JSON.stringify(row)) ?? []),
  '2026-01-01',
)
const { head, shards } = writeShards(servers)
const index = openIndex(
  [...shards.values()].flatMap((text) => text.split('\n')),
  head,
)
const first = (query: string) => {
  const [hit] = index.search(query)
  return hit?.tool ?? hit?.server
}

describe('a search', () => {
  it.each([
    ['klaviyo', 'github.com/acme/klaviyo-mcp'],
    ['klavyio', 'github.com/acme/klaviyo-mcp'],
    ['Klavio', 'github.com/acme/klaviyo-mcp'],
    ['klav', 'github.com/acme/klaviyo-mcp'],
    ['postgers', 'github.com/acme/postgres'],
    ['github', 'remote:hub.example/mcp'],
    ['git hub', 'remote:hub.example/mcp'],
    ['klaviyo profiles', 'get_profiles'],
    ['profile deletoin', 'request_profile_deletion'],
    ['pg-mcp', 'github.com/acme/postgres'],
  ])('for %j finds %s first', (query, wanted) => {
    expect(first(query)).toBe(wanted)
  })

  it('is narrowed by filters', () => {
    const names = (filters: Parameters<typeof index.search>[1]) =>
      index.search('', filters).map((hit) => hit.tool ?? hit.server)
    expect(names({ category: 'Destructive', kind: 'tool' })).toEqual(['request_profile_deletion'])
    expect(names({ category: 'Destructive', kind: 'server' })).toEqual(['github.com/acme/klaviyo-mcp'])
    expect(names({ risk: 'Critical', kind: 'server' })).toContain('github.com/acme/klaviyo-mcp')
    expect(names({ transport: 'http' })).toEqual(['remote:hub.example/mcp'])
    expect(names({ transport: 'stdio', kind: 'tool' })).toEqual(['run_query'])
    expect(names({ official: true, kind: 'server' })).toEqual(['github.com/acme/klaviyo-mcp'])
    expect(index.search('klaviyo', { official: false, kind: 'server' })).toEqual([])
  })

  it('keeps to its limit and is the same each time', () => {
    expect(index.search('', {}, 2).length).toBe(2)
    expect(index.search('klaviyo', {}, 0)).toEqual([])
    const all = index.search('profile', {}, 50)
    expect(all.slice(0, 1)).toEqual(index.search('profile', {}, 1))
    expect(index.search('profile', {}, 50)).toEqual(all)
  })

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (query) => {
        for (const { score } of index.search(query)) expect(score).toBeGreaterThanOrEqual(0)
      }),
    )
    for (const query of ['__proto__', 'constructor', 'x'.repeat(1e6)]) expect(index.search(query)).toEqual([])
  })

  it('gives all that is known of a server, by slug, identity or alias', () => {
    const entry = index.entry('acme-klaviyo-mcp')
    expect(entry).toEqual(servers.find(({ id }) => id === 'github.com/acme/klaviyo-mcp'))
    expect(index.entry('github.com/acme/klaviyo-mcp')).toEqual(entry)
    expect(index.entry('__proto__')).toBeUndefined()
  })
})

describe('slips', () => {
  it.each([
    ['delete', 'delete', 0],
    ['delete', 'delte', 1],
    ['delete', 'deelte', 1],
    ['delete', 'deletes', 1],
    ['delete', 'dxlxte', 2],
    ['delete', 'create', 3],
  ])('%s → %s: %d', (a, b, slips) => {
    expect(distance(a, b, 2)).toBe(slips)
    expect(distance(b, a, 2)).toBe(slips)
  })
})

describe('the facts that ship', () => {
  const folder = resolve(import.meta.dirname, '../../data/facts')
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  const texts = files.map((name) => readFileSync(resolve(folder, name), 'utf8'))
  const shipped = openIndex(
    texts.flatMap((text) => text.split('\n')),
    JSON.parse(readFileSync(resolve(folder, 'head.json'), 'utf8')),
  )

  it('are all there, small enough to review', () => {
    expect(shipped.counts.servers).toBeGreaterThan(41_400)
    expect(shipped.counts.tools).toBeGreaterThan(39_000)
    for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThan(1_000_000)
  })

  it.each([
    ['github', 'github-github-mcp-server'],
    ['stripe', 'stripe-agent-toolkit'],
    ['playwright', 'microsoft-playwright-mcp'],
    ['notion', 'makenotion-notion-mcp-server'],
    ['klaviyo', 'mattcoatsworth-klaviyo-mcp-server'],
    ['slack', 'modelcontextprotocol-servers-slack'],
  ])('for the name of a product, %s, its best known server comes first', (query, slug) => {
    const [first] = shipped.search(query)
    expect(shipped.entry(first?.server ?? '')?.slug).toBe(slug)
  })

  it.each([
    ['@modelcontextprotocol/server-filesystem', 'modelcontextprotocol-servers-src-filesystem'],
    ['npm:@playwright/mcp', 'microsoft-playwright-mcp'],
    ['mcp-atlassian', 'sooperset-mcp-atlassian'],
    ['npm:@nobody/never-heard-of', undefined],
    ['--help', undefined],
  ])('by its package, %s, a server is found with its tools', (name, slug) => {
    expect(serverOfPackage(shipped, name)?.slug).toBe(slug)
  })

  it('are found in spite of slips', () => {
    const found = (query: string) =>
      shipped
        .search(query)
        .map(({ server, tool }) => `${server} ${shipped.entry(server)?.name} ${tool ?? ''}`.toLowerCase())
    for (const [query, wanted] of [
      ['kubernets', 'kubernetes'],
      ['playwrihgt', 'playwright'],
      ['filesytem', 'filesystem'],
    ] as const)
      expect(found(query).slice(0, 5).join('\n')).toContain(wanted)
  })
})
