import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { until } from '../../../../../test/until.ts'
import type { HttpTransport, UpstreamLimits } from '../../ports/directory.ts'
import { httpPeers, type Received } from './http-peer.contract.ts'
import { openLegacySse } from './legacy-sse.ts'
import type { Link, Upstream } from './link.ts'
import { begin, exchange, LIMITS, notification, pause, Recorder, request, response } from './recorder.contract.ts'

const { peer, closing } = httpPeers()

interface Call {
  readonly id: number | string | undefined
  readonly method: string | undefined
}

/** What a test's server does with a message: `say` sends on the stream of the same conversation. */
type Serve = (message: Call, say: (message: object) => void, answer: ServerResponse) => void

const echo: Serve = ({ id, method }, say, answer) => {
  answer.writeHead(202).end('Accepted')
  if (id !== undefined && method !== undefined) say({ id, result: { method } })
}

/** A server of the transport, with a conversation for each stream. */
async function sseServer(serve: Serve = echo, place = (key: number): string => `/post?key=${key}`) {
  const streams = new Map<number, ServerResponse>()
  let keys = 0
  const told = await peer((received: Received, answer) => {
    if (received.method === 'GET') {
      const key = ++keys
      streams.set(key, answer)
      answer.on('close', () => streams.delete(key))
      answer.writeHead(200, { 'content-type': 'text/event-stream' })
      answer.write(`event: endpoint\ndata: ${place(key)}\n\n`)
      return
    }
    const key = Number(new URL(received.url, 'http://x').searchParams.get('key'))
    const say = (message: object): void => {
      streams.get(key)?.write(`event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`)
    }
    serve(JSON.parse(received.body) as Call, say, answer)
  })
  return { ...told, streams }
}

function open(url: URL, limits: Partial<UpstreamLimits> = {}, transport: Partial<HttpTransport> = {}): Upstream {
  const opened = openLegacySse({ kind: 'sse', url, headers: {}, ...transport }, { ...LIMITS, ...limits })
  closing.push(() => opened.close())
  return opened
}

function connect(from: Upstream, session = 'one'): Link {
  const link = from.link({ grant: 'alice', session })
  if (link === undefined) throw new Error('No link.')
  return link
}

describe('a conversation by HTTP with SSE', () => {
  it('has one stream, and posts where it was told', async () => {
    const { url, received } = await sseServer()
    const link = connect(open(url, {}, { headers: { authorization: 'Bearer secret' } }))
    const all = await Promise.all([1, 2, 3].map((id) => exchange(link, request(id, 'm'))))
    expect(all.map(({ body }) => JSON.parse(body).id)).toEqual([1, 2, 3])
    expect(all[0]?.order).toEqual(['sent', 'head', 'chunk', 'end'])
    expect(received.map(({ method, url: at }) => `${method} ${at}`).sort()).toEqual([
      'GET /mcp?x=1',
      ...[1, 2, 3].map(() => 'POST /post?key=1'),
    ])
    expect(received.every(({ headers }) => headers.authorization === 'Bearer secret')).toBe(true)
  })

  it('proves itself by a credential that may change meanwhile, in place of a configured header', async () => {
    const { url, received } = await sseServer()
    let credential = { headers: { authorization: 'Bearer one' } }
    const transport = { kind: 'sse', url, headers: { Authorization: 'Bearer none', 'x-tenant': 'seven' } } as const
    const opened = openLegacySse(transport, LIMITS, { credential: () => credential })
    closing.push(() => opened.close())
    const link = connect(opened)
    await exchange(link, request(1, 'm'))
    credential = { headers: { authorization: 'Bearer two' } }
    await exchange(link, request(2, 'm'))
    expect(received.map(({ headers }) => [headers.authorization, headers['x-tenant']])).toEqual([
      ['Bearer one', 'seven'],
      ['Bearer one', 'seven'],
      ['Bearer two', 'seven'],
    ])
  })

  it('accepts notifications when they are posted', async () => {
    const { url } = await sseServer()
    const told = await exchange(connect(open(url)), notification('notifications/initialized'))
    expect(told.order).toEqual(['sent', 'head', 'end'])
    expect(told.head?.status).toBe(202)
  })

  it('tells who listens what the server sends by itself', async () => {
    const { url } = await sseServer(({ id, method }, say, answer) => {
      answer.writeHead(202).end()
      if (method === 'start') say({ id: 'q', method: 'roots/list' })
      if (id !== undefined) say({ id, result: {} })
    })
    const link = connect(open(url))
    const listener = new Recorder()
    link.listen(undefined, [], listener)
    await exchange(link, request(1, 'start'))
    expect(listener.messages).toEqual([{ jsonrpc: '2.0', id: 'q', method: 'roots/list' }])
    expect((await exchange(link, response('q'))).head?.status).toBe(202)
  })

  it('is apart from others, and there are not too many', async () => {
    const { url, streams } = await sseServer()
    const from = open(url, { maxConnections: 2 })
    const [one, two] = [connect(from, 'one'), connect(from, 'two')]
    expect(from.link({ grant: 'alice', session: 'one' })).toBe(one)
    expect(from.link({ grant: 'alice', session: 'three' })).toBeUndefined()
    await Promise.all([exchange(one, request(1, 'm')), exchange(two, request(1, 'm'))])
    expect(streams.size).toBe(2)
    expect(await one.close([])).toBe(200)
    await until(() => streams.size === 1)
    expect([one.dead, two.dead]).toEqual([true, false])
    expect(from.link({ grant: 'alice', session: 'three' })).toBeDefined()
  })

  it('is over when the stream ends', async () => {
    const { url, streams } = await sseServer((_, _say, answer) => void answer.writeHead(202).end())
    const link = connect(open(url))
    const { recorder } = begin(link, request(1, 'm'))
    await recorder.until(() => recorder.sent)
    await pause(20)
    for (const stream of streams.values()) stream.end()
    await recorder.over
    expect([recorder.failure, recorder.failedSent, link.dead]).toEqual(['closed', true, true])
  })

  it('tells the server of a cancel', async () => {
    const { url, received } = await sseServer((_, _say, answer) => void answer.writeHead(202).end())
    const { recorder, running } = begin(connect(open(url)), request(5, 'm'))
    await recorder.until(() => recorder.sent)
    running.cancel()
    await until(() => received.length === 3)
    expect(JSON.parse(received[2]!.body)).toMatchObject({ method: 'notifications/cancelled', params: { requestId: 5 } })
  })

  it('does not post what was cancelled before it could be', async () => {
    const { url, received } = await sseServer()
    const link = connect(open(url))
    const { recorder, running } = begin(link, request(1, 'm'))
    running.cancel()
    await exchange(link, request(2, 'm'))
    expect(recorder.order).toEqual([])
    expect(received.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('waits for a slow reader', async () => {
    const filler = 'x'.repeat(20_000)
    const { url } = await sseServer(({ id }, say, answer) => {
      answer.writeHead(202).end()
      for (let i = 0; i < 50; i++) say({ method: 'notifications/message', params: { i, filler } })
      say({ id, result: {} })
    })
    const { recorder, running } = begin(connect(open(url)), request(1, 'm'))
    recorder.pausing = true
    await recorder.until(() => recorder.events.length === 1)
    await pause(50)
    expect(recorder.events).toHaveLength(1)
    recorder.pausing = false
    running.resume()
    await recorder.over
    expect(recorder.messages).toHaveLength(51)
  })
})

describe('an HTTP with SSE server that goes wrong', () => {
  it.each([
    ['of another host', () => 'http://127.0.0.2/post'],
    ['of another scheme', () => 'https://127.0.0.1/post'],
    ['of another origin without a scheme', () => '//evil.example/post'],
    ['that is none', () => ''],
    ['of no web', () => 'file:///etc/passwd'],
  ])('may name a place %s: nothing is sent there', async (_, place) => {
    const { url, received } = await sseServer(echo, place)
    const link = connect(open(url))
    const told = await exchange(link, request(1, 'm'))
    expect([told.failure, told.failedSent, link.dead]).toEqual(['garbage', false, true])
    expect(received).toHaveLength(1)
  })

  it('never names a place', async () => {
    const { url } = await peer(
      (_, answer) => void answer.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n'),
    )
    const told = await exchange(connect(open(url, { headersTimeout: 80 })), request(1, 'm'))
    expect([told.failure, told.failedSent]).toEqual(['timeout', false])
  })

  it.each([
    [401, 'unauthorized'],
    [302, 'redirect'],
    [500, 'garbage'],
    [405, 'garbage'],
  ])('answers the stream with %i', async (status, failure) => {
    const { url } = await peer((_, answer) => void answer.writeHead(status).end())
    const told = await exchange(connect(open(url)), request(1, 'm'))
    expect([told.failure, told.failedSent]).toEqual([failure, false])
  })

  it.each([
    [400, 'garbage', false],
    [404, 'closed', true],
    [403, 'unauthorized', false],
  ])('answers a post with %i', async (status, failure, dead) => {
    const { url } = await sseServer((_, _say, answer) => void answer.writeHead(status).end('no'))
    const link = connect(open(url))
    const told = await exchange(link, request(1, 'm'))
    expect([told.failure, told.failedSent, link.dead]).toEqual([failure, true, dead])
  })

  it('cannot be reached', async () => {
    const link = connect(open(new URL('http://127.0.0.1:1/sse')))
    const told = await exchange(link, request(1, 'm'))
    expect([told.failure, told.failedSent, link.dead]).toEqual(['unreachable', false, true])
  })

  it('drops what is no message, and goes on', async () => {
    const { url, streams } = await sseServer(({ id }, say, answer) => {
      answer.writeHead(202).end()
      for (const stream of streams.values()) stream.write('data: nonsense\n\ndata: {"jsonrpc":"2.0"}\n\n')
      say({ id, result: {} })
    })
    expect((await exchange(connect(open(url)), request(1, 'm'))).failure).toBeUndefined()
  })
})
