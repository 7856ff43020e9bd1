import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readFileSet } from './file-set.ts'
import { accepted, folder, here, load, main, places, put, relativeTo } from './load.contract.ts'
import { loadConfiguration } from './load.ts'

const digest = 'a'.repeat(64)

describe('a wrong configuration', () => {
  test('says what was meant, and what to write', async () => {
    const loaded = await load('servers:\n  a: {urll: "https://x.example", transport: ssee}\n')
    const texts = (loaded.ok ? [] : loaded.problems).map(({ message, remedy }) => `${message} ${remedy}`)
    expect(texts).toEqual([
      expect.stringContaining('"urll" is not a key of `servers.a`. Did you mean "url"?'),
      '`servers.a.transport` has a value that it does not know. Write one of: http, sse.',
    ])
  })

  test('is one that cannot be read', async () => {
    const base = folder()
    mkdirSync(join(base, 'portcullis.yaml'))
    const loaded = relativeTo(base, loadConfiguration(await readFileSet(join(base, 'portcullis.yaml')), here))
    expect(places(loaded)).toEqual(main('1:1 error unreadable '))
  })

  test('ends an alias bomb early', async () => {
    const lines = ['a: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for (let i = 1; i < 10; i++)
      lines.push(
        `b${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      )
    expect(places(await load(lines.join('\n')))).toEqual([expect.stringContaining('error alias_bomb')])
  })

  test('does not overflow the stack of the parser', async () => {
    for (const text of [
      `a: ${'['.repeat(20_000)}`,
      `a: ${'{b: '.repeat(20_000)}`,
      '- '.repeat(20_000),
      `a:\n${' '.repeat(20_000)}b: 1`,
    ]) {
      expect(places(await load(text))).toEqual([expect.stringContaining('error too_deep')])
    }
    expect(places(await load('a: &a [*a]'))).toEqual([expect.stringContaining('error too_deep')])
  })

  test('is not UTF-8, or too large', async () => {
    const base = folder()
    const path = join(base, 'portcullis.yaml')
    for (const content of [Buffer.from([0x61, 0x3a, 0xff]), Buffer.alloc(4 * 1024 * 1024 + 1, 0x20)]) {
      writeFileSync(path, content)
      const loaded = loadConfiguration(await readFileSet(path), here)
      expect(places(relativeTo(base, loaded))).toEqual(main('1:1 error unreadable '))
    }
  })
})

const whole = `
listen: {mcp: "[::1]:0"}
public_url: https://mcp.example.com
trusted_proxies: [10.0.0.0/8, 192.0.2.7]
data: state
limits: {max_body: 2MiB}
servers:
  shop:
    url: https://shop.example/mcp
    headers: {Authorization: "Bearer \${KEY}", X-Note: "costs $\${5}"}
  files:
    command: node
    args: [server.js, /srv]
    env: {API_KEY: "\${KEY}"}
    share: grant
    idle_timeout: 1m
policies:
  coupons: {file: coupons.json}
  reader: &reader {version: "1", default: deny, tools: {get_lists: {}}}
  other: *reader
grants:
  - id: ci
    owner: ops
    token_sha256: ${digest}
    servers: {shop: coupons, files: null}
    tags: {team: growth}
    expires: 2027-01-01T00:00:00+01:00
  - {id: two, token_sha256: ${'b'.repeat(64)}, servers: {shop: reader, files: other}}
`
const coupons = '{"version": "1", "default": "deny", "tools": {"create_coupon_code": {}}}'

describe('a right configuration', () => {
  test('is resolved', async () => {
    const { settings, servers, policies, grants } = accepted(await load(whole, { 'coupons.json': coupons }))
    expect(settings).toMatchObject({
      listen: {
        mcp: { host: '::1', port: 0, loopback: true },
        catalogue: { host: '127.0.0.1', port: 4102, loopback: true },
      },
      catalogue: { publicOrigin: undefined, allowedHosts: [], ownServers: true },
      trustedProxies: ['10.0.0.0/8', '192.0.2.7/32'],
      dataFolder: expect.stringMatching(/\/state$/),
      limits: { maxBodyBytes: 2 * 1024 * 1024, maxDepth: 64, refusalsPerSecond: 100, headersTimeout: 10_000 },
      log: { file: expect.stringMatching(/\/state\/decisions\.jsonl$/), flush: 20, onFull: 'refuse' },
      watch: 'apply',
    })
    const [shop, files] = servers
    expect(shop?.transport).toEqual({
      kind: 'http',
      url: new URL('https://shop.example/mcp'),
      headers: { Authorization: 'Bearer k-secret', 'X-Note': `costs $\{5}` },
    })
    expect(files?.transport).toEqual({
      kind: 'stdio',
      command: expect.stringMatching(/^\/.*node$/),
      args: ['server.js', '/srv'],
      env: { PATH: process.env['PATH'], HOME: '/nowhere', API_KEY: 'k-secret' },
      cwd: expect.stringMatching(/\/state\/run\/files$/),
      share: 'grant',
      maxChildren: 16,
      idleTimeout: 60_000,
    })
    expect([...policies.keys()]).toEqual(['coupons', 'reader', 'other'])
    expect(policies.get('coupons')?.version).toMatch(/^[0-9a-f]{16}$/)
    expect(grants[0]?.grant).toEqual({
      subject: { organisation: 'local', grant: 'ci', label: 'ci', owner: 'ops', tags: { team: 'growth' } },
      tokenDigest: digest,
      expires: Date.UTC(2026, 11, 31, 23),
    })
    expect(grants[0]?.reaches.get('shop')?.policy?.id).toBe('coupons')
    expect(grants[0]?.reaches.get('files')?.policy).toBeUndefined()
    expect(grants[0]?.reaches.get('files')?.server).toBe(files)
    expect(grants[1]?.reaches.get('files')?.policy?.id).toBe('other')
  })

  test('keeps what did not change', async () => {
    const base = folder()
    const path = join(base, 'portcullis.yaml')
    put(base, { 'portcullis.yaml': whole, 'coupons.json': coupons })
    const first = accepted(loadConfiguration(await readFileSet(path), here))
    put(base, { 'portcullis.yaml': whole.replace('[server.js', '[other.js'), 'coupons.json': `${coupons} ` })
    const second = accepted(loadConfiguration(await readFileSet(path), here, first))
    expect(second.servers[0]).toBe(first.servers[0])
    expect(second.servers[1]).not.toBe(first.servers[1])
    expect(second.policies.get('reader')).toBe(first.policies.get('reader'))
    expect(second.policies.get('coupons')).not.toBe(first.policies.get('coupons'))
    expect(second.digest).not.toBe(first.digest)
  })

  test('can be judged on another machine', async () => {
    const text = whole.replace('command: node', 'command: no-such-program')
    const loaded = await load(text, { 'coupons.json': coupons }, { environment: {}, portable: true })
    expect(places(loaded)).toEqual(main('25:37 warning no_policy /grants/0/servers/files'))
  })
})
