import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../../../test/free-port.ts'
import { systemClock } from '../../ports/clock.ts'
import type { ServerTransport } from '../../ports/directory.ts'
import type { Link, Upstream } from './link.ts'
import { openUpstream } from './open-upstream.ts'
import { begin, LIMITS, notification, pause, Recorder, request, response } from './recorder.contract.ts'

/** The protocol's own demonstration server, over every transport it speaks. */
const PROGRAM = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/dist/index.js')

const upstreams: Upstream[] = []
const servers: ChildProcess[] = []
afterAll(async () => {
  await Promise.all(upstreams.map((upstream) => upstream.close()))
  for (const server of servers) server.kill('SIGKILL')
})

async function serve(kind: 'sse' | 'streamableHttp', path: string): Promise<URL> {
  const port = await freePort()
  const server = spawn(process.execPath, [PROGRAM, kind], {
    env: { PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  servers.push(server)
  await new Promise<void>((resolve) => {
    const watch = (piece: Buffer): void => {
      if (piece.includes(String(port))) resolve()
    }
    server.stdout.on('data', watch)
    server.stderr.on('data', watch)
  })
  return new URL(`http://127.0.0.1:${port}${path}`)
}

const transports: readonly [string, () => Promise<ServerTransport>][] = [
  [
    'stdio',
    async () => ({
      kind: 'stdio',
      command: process.execPath,
      args: [PROGRAM, 'stdio'],
      env: {},
      cwd: tmpdir(),
      share: 'session',
      maxChildren: 1,
      idleTimeout: 0,
    }),
  ],
  ['HTTP with SSE', async () => ({ kind: 'sse', url: await serve('sse', '/sse'), headers: {} })],
  ['Streamable HTTP', async () => ({ kind: 'http', url: await serve('streamableHttp', '/mcp'), headers: {} })],
]

/** The answer to a request, whichever way it came. */
const answerOf = (told: Recorder): { readonly result?: unknown } =>
  (told.head?.kind === 'json' ? told.json : told.messages.at(-1)) as { readonly result?: unknown }

class Client {
  readonly link: Link
  readonly unasked = new Recorder()
  headers: readonly string[] = []
  #id = 0

  constructor(link: Link) {
    this.link = link
  }

  async initialize(): Promise<void> {
    const told = await this.ask('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: { roots: {}, sampling: {} },
      clientInfo: { name: 'test', version: '1' },
    })
    const session = told.head?.sessionId
    this.headers = session === undefined ? [] : ['mcp-session-id', session, 'mcp-protocol-version', '2025-11-25']
    this.link.listen(undefined, this.headers, this.unasked)
    const initialized = new Recorder()
    this.link.exchange(notification('notifications/initialized', {}, { headers: this.headers }), initialized)
    await initialized.over
    await this.unasked.until(() => this.unasked.head !== undefined)
  }

  begin(method: string, params: object = {}, token?: number) {
    return begin(this.link, request(++this.#id, method, params, { headers: this.headers, progressToken: token }))
  }

  async ask(method: string, params: object = {}, token?: number): Promise<Recorder> {
    const { recorder } = this.begin(method, params, token)
    await recorder.over
    return recorder
  }

  call(name: string, args: object = {}, meta: object = {}, token?: number): Promise<Recorder> {
    return this.ask('tools/call', { name, arguments: args, _meta: meta }, token)
  }
}

describe.each(transports)('server-everything over %s', (_, transport) => {
  it('lists, calls, tells progress, asks back, and ends', { timeout: 15_000 }, async () => {
    const limits = { ...LIMITS, headersTimeout: 10_000, maxMessageBytes: 1024 * 1024 }
    const upstream = openUpstream(
      { id: 'everything', slug: 'everything', transport: await transport(), limits },
      { clock: systemClock },
    )
    upstreams.push(upstream)
    const link = upstream.link({ grant: 'alice', session: 'one' })
    const client = new Client(link!)
    await client.initialize()

    const answered = client.unasked.until(() => client.unasked.messages.some(({ method }) => method === 'roots/list'))
    await Promise.race([answered, pause(60_000)])
    const asked = client.unasked.messages.find(({ method }) => method === 'roots/list')
    expect(asked).toBeDefined()
    const reply = new Recorder()
    client.link.exchange({ ...response(asked!['id'] as number, { roots: [] }), headers: client.headers }, reply)
    await reply.over
    expect(reply.head).toMatchObject({ kind: 'empty', status: 202 })

    const tools = (answerOf(await client.ask('tools/list')).result as { tools: { name: string }[] }).tools
    expect(tools.map(({ name }) => name)).toContain('get-sum')
    const sum = await client.call('get-sum', { a: 2, b: 3 })
    expect(JSON.stringify(answerOf(sum))).toContain('The sum of 2 and 3 is 5')

    const progress = { duration: 0.3, steps: 3 }
    const long = await client.call('trigger-long-running-operation', progress, { progressToken: 9 }, 9)
    expect(long.head?.kind).toBe('events')
    expect(long.messages.filter(({ method }) => method === 'notifications/progress')).toHaveLength(3)
    expect(JSON.stringify(answerOf(long))).toContain('Long running operation completed')

    const status = await client.link.close(client.headers)
    expect(status).toBe(200)
  })
})
