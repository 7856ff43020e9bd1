/** The catalogue beside a running gateway: what it shows, to whom, in which languages of programs, and that the gateway does not feel it. */
import { readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { Client as Client2, StreamableHTTPClientTransport as Http2 } from '@modelcontextprotocol/client'
import { gather, writeShards } from '@portcullis/catalogue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { FOUND } from '../packages/server/src/catalogue/sample.contract.ts'
import { digestOf, writeOwnFacts } from '../packages/server/src/store/facts/own.ts'
import { readShippedFacts } from '../packages/server/src/store/facts/shipped.ts'
import { measureBeside } from './catalogue-beside.ts'
import { freePort } from './free-port.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { connect, type Kind } from './lively-client.ts'
import { everythingOnStdio } from './real-servers.ts'
import { THOROUGH } from './thorough.ts'
import { until } from './until.ts'

let gateway: GatewayProcess
let port: number
let origin: string

beforeAll(async () => {
  port = await freePort()
  origin = `http://127.0.0.1:${port}`
  gateway = await startGateway({
    servers: { everything: everythingOnStdio() },
    policy: { version: '1', default: 'allow' },
    settings: { listen: { mcp: '127.0.0.1:0', catalogue: `127.0.0.1:${port}` } },
  })
  await until(() =>
    fetch(`${origin}/api/catalogue/stats`).then(
      () => true,
      () => false,
    ),
  )
})
afterAll(() => gateway.close())

const json = async (path: string) => (await fetch(`${origin}${path}`)).json()

/** By node:http, which sends any head that it is given. */
function status(headers: Record<string, string>, path = '/catalogue', body = ''): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const method = body === '' ? 'GET' : 'POST'
    const asked = request(`${origin}${path}`, { method, headers, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

describe('the catalogue of a gateway', () => {
  it('holds the whole index', async () => {
    const stats = await json('/api/catalogue/stats')
    expect(stats).toMatchObject({ here: 1 })
    expect(stats.servers).toBeGreaterThan(41_000)
    expect(stats.tools).toBeGreaterThan(39_000)
  })

  it('shows the gateway’s servers before all others, with their tools once a list was heard', async () => {
    const { server } = await json('/api/catalogue/servers/everything')
    expect(server).toMatchObject({ slug: 'everything', tools: 0 })
    const client = await connect('auto', { url: gateway.urlFor('everything'), headers: gateway.headers })
    const names = await client.tools()
    await client.close()
    await until(async () => (await json('/api/catalogue/servers/everything')).server.tools === names.length)
    const page = await (await fetch(`${origin}/catalogue`)).text()
    expect(/href="\/catalogue\/([a-z0-9-]+)"/.exec(page)?.[1]).toBe('everything')
  })

  it('follows the configuration', async () => {
    const path = join(gateway.folder, 'portcullis.yaml')
    const configuration = parse(await readFile(path, 'utf8'))
    configuration.servers.second = { url: 'https://shop.example/mcp?key=s3cret' }
    await writeFile(path, stringify(configuration), { mode: 0o600 })
    await until(async () => (await json('/api/catalogue/stats')).here === 2)
    expect(JSON.stringify(await json('/approved/v0.1/servers'))).not.toContain('s3cret')
  })

  it('takes up what was imported while it runs', async () => {
    const { head, shards } = writeShards(gather([], FOUND, '2026-11-21').servers)
    writeOwnFacts(join(gateway.folder, 'state'), { head, shards }, digestOf(readShippedFacts()))
    await until(async () => (await fetch(`${origin}/api/catalogue/servers/acme-shop-mcp`)).status === 200)
    expect(await json('/api/catalogue/stats')).toMatchObject({ here: 2 })
  })

  it('is answered to its own names, pages of its own, and links', async () => {
    expect(await status({})).toBe(200)
    expect(await status({ host: `localhost:${port}` })).toBe(200)
    expect(await status({ host: `evil.example:${port}` })).toBe(421)
    expect(await status({ origin: 'http://evil.example' })).toBe(403)
    expect(await status({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe(200)
    expect(await status({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, '/api/catalogue/stats')).toBe(
      403,
    )
  })

  it('reads bounded bodies', async () => {
    const head = { 'content-type': 'application/json' }
    expect(await status(head, '/api/catalogue/stack', JSON.stringify({ config: 'x'.repeat(1_100_000) }))).toBe(413)
    const chunked = { ...head, 'transfer-encoding': 'chunked' }
    expect(await status(chunked, '/api/catalogue/stack', JSON.stringify({ config: 'x'.repeat(1_100_000) }))).toBe(413)
    expect(await status(chunked, '/mcp', JSON.stringify({ method: 'x'.repeat(1_100_000) }))).toBe(413)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(await status(form, '/contact', `message=${'x'.repeat(70_000)}`)).toBe(413)
  })
})

describe('its MCP endpoint', () => {
  it.each(['sdk1', 'legacy', 'modern', 'auto'] as const)('is used by %s', async (kind: Kind) => {
    const client = await connect(kind, { url: `${origin}/mcp`, headers: {} })
    expect(await client.tools()).toEqual(['check_tool', 'check_server', 'check_stack', 'search'])
    const told = await client.call('check_server', { server: 'everything' })
    expect(told.failed).toBe(false)
    expect((await client.call('check_tool', { server: 'nobody', tool: 'x' })).failed).toBe(true)
    await client.close()
  })

  it('says the shapes of its answers, and keeps to them', async () => {
    const client = new Client2({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
    await client.connect(new Http2(new URL(`${origin}/mcp`)))
    const { tools } = await client.listTools()
    for (const tool of tools) {
      expect(tool).toMatchObject({ outputSchema: { type: 'object' }, annotations: { readOnlyHint: true } })
    }
    // The client holds the answer against the schema by itself.
    const found = await client.callTool({ name: 'search', arguments: { query: 'delete', risk: 'Critical', limit: 3 } })
    expect(found.structuredContent).toMatchObject({ hits: [{ risk: 'Critical' }, {}, {}] })
    const stack = await client.callTool({ name: 'check_stack', arguments: { servers: ['everything'] } })
    expect(stack.structuredContent).toMatchObject({ counts: { servers: 1 } })
    await client.close()
  })

  it('is answered to no page of another origin', async () => {
    const head = { 'content-type': 'application/json', origin: 'http://evil.example' }
    expect(await status(head, '/mcp', '{"jsonrpc":"2.0","id":1,"method":"tools/list"}')).toBe(403)
  })
})

if (THOROUGH)
  describe('the gateway’s thread', () => {
    it('does not feel the catalogue: neither its opening nor its load', async () => {
      const { busy, served } = await measureBeside(3)
      // Opening takes most of a second of a thread, and searches with slips more: none of it is the gateway's.
      // How late its loop is, a long test says: beside other tests that would also measure what they do.
      expect(served).toBeGreaterThan(500)
      expect(busy / served).toBeLessThan(0.25)
    })
  })
