import { request } from 'node:http'
import { Server } from '@modelcontextprotocol/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, serveHttp } from './serve-http.ts'

const JSON_RPC = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const VERSION = '2026-07-28'
const MODERN = { ...JSON_RPC, 'mcp-protocol-version': VERSION, 'mcp-method': 'tools/list' }

const initialize = message('initialize', {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'test', version: '1' },
})
const list = message('tools/list', {})
const modernList = message('tools/list', {
  _meta: { 'io.modelcontextprotocol/protocolVersion': VERSION, 'io.modelcontextprotocol/clientCapabilities': {} },
})

let served: Served
beforeAll(async () => {
  const factory = () => {
    const server = new Server({ name: 'test', version: '1' }, { capabilities: { tools: {} } })
    server.setRequestHandler('tools/list', () => ({ tools: [] }))
    return server
  }
  served = await serveHttp({ factory, json: true, maxSessions: 3, maxBody: 4096 })
})
afterAll(() => served.close())

function message(method: string, params: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
}

interface Answer {
  readonly status: number | undefined
  readonly session: string
  readonly body: string
}

/** By node:http, which sends any Host that it is given. */
function ask(method: string, headers: Record<string, string>, body = '', path = '/mcp'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onward = request(new URL(path, served.url), { method, headers, agent: false }, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode, session: String(answer.headers['mcp-session-id']), body: text }),
      )
    })
    onward.on('error', reject)
    onward.end(body)
  })
}

const begin = () => ask('POST', JSON_RPC, initialize)
const within = (session: string, method = 'POST', body = list) =>
  ask(method, { ...JSON_RPC, 'mcp-session-id': session }, body)

describe('strangers', () => {
  it.each([
    ['a foreign Host', { host: 'evil.example.com' }, 403],
    ['a foreign Host with our port', { host: 'evil.example.com:80' }, 403],
    ['a foreign Origin', { origin: 'http://evil.example.com' }, 403],
    ['an opaque Origin', { origin: 'null' }, 403],
    ['a local Host and Origin', { host: 'localhost:1', origin: 'http://[::1]:9' }, 200],
  ])('%s', async (_, headers, status) => {
    expect((await ask('POST', { ...MODERN, ...headers }, modernList)).status).toBe(status)
  })

  it('find nothing at other paths', async () => {
    expect((await ask('POST', MODERN, modernList, '/other')).status).toBe(404)
  })
})

describe('bodies', () => {
  it('that are no JSON are refused', async () => {
    expect(await ask('POST', MODERN, '{"jsonrpc"')).toMatchObject({
      status: 400,
      body: expect.stringContaining('-32700'),
    })
    expect(await ask('POST', JSON_RPC, '')).toMatchObject({ status: 400, body: expect.stringContaining('-32700') })
  })

  it('that are too long are refused, declared or not', async () => {
    const long = `"${'x'.repeat(5000)}"`
    expect((await ask('POST', { ...MODERN, 'content-length': String(long.length) }, long)).status).toBe(413)
    expect((await ask('POST', { ...MODERN, 'transfer-encoding': 'chunked' }, long)).status).toBe(413)
    expect((await ask('POST', MODERN, modernList)).status).toBe(200)
  })
})

describe('sessions', () => {
  it('begin with initialize, last until they are deleted, and are unknown afterwards', async () => {
    const { status, session } = await begin()
    expect([status, session]).toEqual([200, expect.stringMatching(/^[0-9a-f-]{36}$/)])
    expect((await within(session)).status).toBe(200)
    expect((await within(session, 'DELETE', '')).status).toBe(200)
    expect(await within(session)).toMatchObject({ status: 404, body: expect.stringContaining('-32001') })
  })

  it('are needed', async () => {
    expect(await ask('POST', JSON_RPC, list)).toMatchObject({ status: 400, body: expect.stringContaining('-32000') })
    expect((await ask('GET', { accept: 'text/event-stream' })).status).toBe(400)
  })

  it('make room for new ones, least recently used first', async () => {
    const first = await begin()
    const second = await begin()
    await begin()
    await within(first.session)
    await begin()
    expect((await within(first.session)).status).toBe(200)
    expect((await within(second.session)).status).toBe(404)
  })
})

describe('closing', () => {
  it('ends open streams', async () => {
    const other = await serveHttp({ factory: () => new Server({ name: 'test', version: '1' }, { capabilities: {} }) })
    const started = await fetch(other.url, { method: 'POST', headers: JSON_RPC, body: initialize })
    await started.text()
    const session = started.headers.get('mcp-session-id') ?? ''
    const stream = await fetch(other.url, { headers: { accept: 'text/event-stream', 'mcp-session-id': session } })
    expect(stream.status).toBe(200)
    await other.close()
    await stream.text().catch(() => 'cut off')
    await expect(fetch(other.url)).rejects.toThrow()
  })
})
