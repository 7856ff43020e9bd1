/** Peers that bend the protocol or an argument: what a careless server does alone, and behind the gateway. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { posix } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, modernCall, post } from '../messages.ts'
import { requestBytes, sendRaw } from '../raw-http.ts'
import { type Arena, arriving, call, openArena, refusalOf, says, textOf } from './arena.ts'

const SECRET = 'role-credentials-of-the-cloud'
const FILES: Readonly<Record<string, string>> = {
  '/srv/data/notes.txt': 'notes',
  '/srv/data-private/a.txt': 'private',
  '/etc/passwd': 'root:x:0:0',
}

let arena: Arena
let metadata: Server
let internal: string
let visits = 0

/** Fetches whatever it is told to. */
const fetchUrl = says(async ({ url }) => (await fetch(String(url))).text())

/** Compares the allowed folder as a prefix, and resolves afterwards. */
const readFile = says(({ path }) => {
  if (!String(path).startsWith('/srv/data')) return 'Not allowed.'
  return FILES[posix.normalize(String(path))] ?? 'No such file.'
})

beforeAll(async () => {
  metadata = createServer((_, answer) => {
    visits += 1
    answer.end(SECRET)
  }).listen(0, '127.0.0.1')
  await once(metadata, 'listening')
  internal = `http://127.0.0.1:${(metadata.address() as AddressInfo).port}/latest/meta-data/`
  arena = await openArena(['parser-differential', 'dns-rebinding', 'ssrf-by-tool-argument', 'argument-injection'], {
    tools: ['read_file', 'transfer', 'browser_navigate', 'browser_evaluate', 'fetch_url'],
    scripts: { fetch_url: fetchUrl, read_file: readFile },
  })
})
afterAll(async () => {
  await arena.close()
  metadata.closeAllConnections()
  metadata.close()
})

/** Posts a body byte by byte, with headers that no client’s library would send. */
function raw(url: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  const { origin, host, pathname } = new URL(url)
  const own = { host, 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const lines = Object.entries({ ...own, ...headers })
  return sendRaw(origin, requestBytes({ target: pathname, headers: lines, body }))
}

describe('[parser-differential]', () => {
  const params = '{"name":"read_file","name":"transfer","arguments":{"amount":1000000}}'
  const inOneCase = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}}`
  const inTwoCases = `{"jsonrpc":"2.0","id":1,"method":"tools/list","Method":"tools/call","params":{"name":"transfer"}}`

  it('a server takes the second of two equal keys; through the gateway nothing comes', async () => {
    const { upstream, direct, at, gateway } = arena
    expect(await arriving(upstream, ['transfer'], () => raw(direct.url, inOneCase))).toBe(1)
    for (const policy of ['open', 'parser-differential'] as const) {
      const before = upstream.received.length
      for (const body of [inOneCase, inTwoCases])
        expect((await raw(at(policy).url, body, gateway.headers)).status).toBe(400)
      expect(upstream.received.length).toBe(before)
    }
  })

  it('a header that names another tool than the body is refused', async () => {
    const { headers, body } = modernCall('transfer', { amount: 1_000_000 })
    const posting = { headers: { ...headers, 'mcp-name': 'read_file' }, body }
    const { upstream, direct, at } = arena
    expect(await arriving(upstream, ['transfer'], () => post(direct, posting))).toBe(1)
    let answer: unknown
    const arrived = await arriving(upstream, ['transfer'], async () => {
      answer = await ask(at('open'), posting)
    })
    expect([arrived, answer]).toEqual([0, expect.objectContaining({ status: 400 })])
  })

  it('an amount with digits that get lost is no amount', async () => {
    const args = '{"amount":100.00000000000000001}'
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"transfer","arguments":${args}}}`
    const { upstream, at, gateway } = arena
    expect(await arriving(upstream, ['transfer'], () => raw(at('open').url, body, gateway.headers))).toBe(1)
    const before = upstream.calls('transfer')
    const answer = await raw(at('parser-differential').url, body, gateway.headers)
    expect(answer.body).toContain('argument_invalid')
    expect(upstream.calls('transfer')).toBe(before)
  })
})

describe('[dns-rebinding]', () => {
  const body = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"browser_evaluate"}}'

  it.each([
    ['a name that was rebound', { host: 'rebound.evil.test' }],
    ['a page of another origin', { origin: 'https://evil.test' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('%s reaches a server that looks at neither, and not the gateway', async (_, headers) => {
    const { upstream, direct, at, gateway } = arena
    expect((await raw(direct.url, body, headers)).status).toBe(200)
    const before = upstream.received.length
    expect((await raw(at('open').url, body, { ...gateway.headers, ...headers })).status).toBe(403)
    expect(upstream.received.length).toBe(before)
  })

  it('a page that guesses everything else has no token', async () => {
    expect((await raw(arena.at('open').url, body)).status).toBe(401)
  })
})

describe('[ssrf-by-tool-argument]', () => {
  it('an address inside the network is fetched without a policy, and not with it', async () => {
    expect(textOf(await call(arena.at('open'), 'fetch_url', { url: internal }))).toBe(SECRET)
    const before = visits
    const { port } = new URL(internal)
    for (const url of [internal, `http://2130706433:${port}/`, `http://127.1:${port}/`, `http://0x7f.1:${port}/`]) {
      const answer = await call(arena.at('ssrf-by-tool-argument'), 'fetch_url', { url })
      expect(refusalOf(answer)).toBe('policy_denied')
      expect(textOf(answer)).not.toContain(SECRET)
    }
    expect(visits).toBe(before)
  })
})

describe('[argument-injection]', () => {
  it.each([
    ['/srv/data/../../etc/passwd', 'root:x:0:0'],
    ['/srv/data-private/a.txt', 'private'],
  ])('%s leads out of a folder that is compared as text, and no further than the policy', async (path, content) => {
    expect(textOf(await call(arena.at('open'), 'read_file', { path }))).toBe(content)
    expect(refusalOf(await call(arena.at('argument-injection'), 'read_file', { path }))).toBe('policy_denied')
  })

  it('an ordinary path is still read', async () => {
    const answer = await call(arena.at('argument-injection'), 'read_file', { path: '/srv/data/notes.txt' })
    expect(textOf(answer)).toBe('notes')
  })
})
