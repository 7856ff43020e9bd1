/** Conversations keep to themselves: cancelled, resumed and ended one by one, whoever else uses the same server. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sdk1Sse } from './clients.ts'
import { type Fixture, startFixture } from './fixture/fixture.ts'
import { startPatient } from './fixture/patient.ts'
import { freePort } from './free-port.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { connect, type Kind, type LivelyClient } from './lively-client.ts'
import {
  everythingOnStdio,
  FIXTURE_ARGS,
  type Listening,
  onStdio,
  runTypeScript,
  startEverything,
} from './real-servers.ts'
import { some } from './thorough.ts'
import { until } from './until.ts'

const PATIENT = fileURLToPath(new URL('fixture/patient.ts', import.meta.url))

const OPEN = { version: '1', default: 'allow' }

let sse: Listening
let http: Listening
let fixture: Fixture
let patient: Awaited<ReturnType<typeof startPatient>>
let gateway: GatewayProcess

beforeAll(async () => {
  ;[sse, http, fixture, patient] = await Promise.all([
    startEverything('sse'),
    startEverything('streamableHttp'),
    startFixture(),
    startPatient(),
  ])
  gateway = await startGateway({
    servers: {
      stdio: everythingOnStdio(),
      shared: everythingOnStdio({ share: 'grant' }),
      sse: { url: sse.url, transport: 'sse' },
      http: { url: http.url },
      fixture: { url: fixture.url },
      'fixture-stdio': onStdio(FIXTURE_ARGS),
      'patient-http': { url: patient.url },
      'patient-stdio': onStdio(runTypeScript(PATIENT), { share: 'grant' }),
    },
    policy: OPEN,
  })
})
afterAll(async () => {
  await gateway.close()
  await Promise.all([sse.close(), http.close(), fixture.close(), patient.close()])
})

const INITIALIZE = {
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
}

/** A legacy session without a client around it. */
async function openRaw(own: GatewayProcess, slug: string) {
  const post = (message: object, sessionId?: string): Promise<Response> =>
    fetch(own.urlFor(slug), { method: 'POST', headers: jsonHeaders(own, sessionId), body: bodyOf(message) })
  const opened = await post(INITIALIZE)
  await opened.text()
  const sessionId = opened.headers.get('mcp-session-id') ?? ''
  await post({ method: 'notifications/initialized' }, sessionId)
  return { post, sessionId }
}

/** A session over the stream of an HTTP+SSE client. */
async function openOnStream(stream: Followed, own: GatewayProcess): Promise<void> {
  await until(() => stream.text().includes('event: endpoint'))
  const [, path] = /data: (\S+)/.exec(stream.text()) ?? []
  const post = (message: object): Promise<Response> =>
    fetch(`${own.origin}${path}`, { method: 'POST', headers: jsonHeaders(own), body: bodyOf(message) })
  await post(INITIALIZE)
  await until(() => stream.text().includes('serverInfo'))
  await post({ method: 'notifications/initialized' })
}

/** A body that is read while it comes. */
interface Followed {
  text(): string
  ended(): boolean
}

function follow({ body }: Response): Followed {
  let [text, ended] = ['', false]
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder()
    for await (const piece of body ?? []) text += decoder.decode(piece, { stream: true })
    ended = true
  }
  void read()
  return { text: () => text, ended: () => ended }
}

const bodyOf = (message: object): string => JSON.stringify({ jsonrpc: '2.0', ...message })
const jsonHeaders = ({ headers }: GatewayProcess, sessionId?: string): Record<string, string> => ({
  ...headers,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  ...(sessionId && { 'mcp-session-id': sessionId, 'mcp-protocol-version': '2025-11-25' }),
})

const open = (kind: Kind, slug: string): Promise<LivelyClient> =>
  connect(kind, { url: gateway.urlFor(slug), headers: gateway.headers })

describe.concurrent('a cancelled call', () => {
  const rows = ['patient-http', 'patient-stdio'].flatMap((slug) =>
    some(2, ['legacy', 'modern', 'sdk1'] as const).map((kind) => [slug, kind] as const),
  )
  it.each(rows)('%s, client %s: the server hears of it', async (slug, kind) => {
    const client = await open(kind, slug)
    const name = `${slug} ${kind}`
    const state = async (): Promise<{ waiting: string[]; cancelled: string[] }> =>
      JSON.parse((await client.call('state')).text)
    const abort = new AbortController()
    const waiting = client.call('wait', { name }, { signal: abort.signal })
    await until(async () => (await state()).waiting.includes(name))
    abort.abort()
    expect(await waiting).toMatchObject({ failed: true })
    await until(async () => (await state()).cancelled.includes(name))
    expect((await state()).waiting).not.toContain(name)
    await client.close()
  })
})

describe.concurrent('a stream that the server closes before it answers', () => {
  it('is taken up for a client of HTTP+SSE, which could not', async () => {
    const client = await sdk1Sse({ url: gateway.urlFor('fixture').replace('/mcp/', '/sse/'), headers: gateway.headers })
    const answers = await Promise.all([client.call('test_reconnection'), client.call('test_simple_text')])
    expect(answers.map(({ text }) => text)).toEqual(['Answered after the stream was closed.', 'A simple text.'])
    await client.close()
  })

  it.each(some(1, ['sdk1', 'legacy'] as const))('client %s takes it up again', async (kind) => {
    const client = await open(kind, 'fixture')
    const answers = await Promise.all([client.call('test_reconnection'), client.call('test_simple_text')])
    expect(answers.map(({ text }) => text)).toEqual(['Answered after the stream was closed.', 'A simple text.'])
    await client.close()
  })
})

describe.concurrent('a session that is lost', () => {
  it('is answered with 404 when the server has forgotten it, so that its client begins anew', async () => {
    const port = await freePort()
    const before = await startFixture({ port })
    const own = await startGateway({ upstreams: { fixture: before.url }, policy: OPEN })
    const { post, sessionId } = await openRaw(own, 'fixture')
    await before.close()
    const after = await startFixture({ port })
    const answer = await post({ id: 2, method: 'tools/list' }, sessionId)
    expect([answer.status, await answer.json()]).toMatchObject([404, { error: {} }])
    expect((await openRaw(own, 'fixture')).sessionId).not.toBe(sessionId)
    await own.close()
    await after.close()
  })

  it.each(some(1, ['sse', 'mcp'] as const))(
    'loses its stream (/%s) within moments when its grant is taken away',
    async (endpoint) => {
      const own = await startGateway({ upstreams: { fixture: fixture.url }, policy: OPEN })
      const url = own.urlFor('fixture').replace('/mcp/', `/${endpoint}/`)
      const { post, sessionId } = await openRaw(own, 'fixture')
      const session = endpoint === 'mcp' ? { 'mcp-session-id': sessionId } : {}
      const stream = await fetch(url, { headers: { ...own.headers, accept: 'text/event-stream', ...session } })
      expect(stream.status).toBe(200)
      const followed = follow(stream)
      if (endpoint === 'sse') await openOnStream(followed, own)
      const path = join(own.folder, 'portcullis.yaml')
      const [before = ''] = (await readFile(path, 'utf8')).split('grants:')
      await writeFile(path, `${before}grants: []\n`)
      await until(followed.ended)
      expect(await post({ id: 2, method: 'tools/list' }, sessionId)).toMatchObject({ status: 401 })
      await own.close()
    },
  )
})

describe.concurrent('many sessions at once', () => {
  const rows = some(2, ['shared', 'http', 'stdio', 'sse']).map((slug) => [slug] as const)
  it.each(rows)('%s: everybody gets their own answers and their own progress', async (slug) => {
    const clients = await Promise.all(Array.from({ length: 6 }, (_, i) => open(i % 2 === 0 ? 'sdk1' : 'legacy', slug)))
    await Promise.all(
      clients.map(async (client, i) => {
        const texts = Array.from({ length: 10 }, (_, n) => `${slug} ${i} ${n}`)
        const progress: number[] = []
        const steps = i + 2
        const [done, ...echoed] = await Promise.all([
          client.call(
            'trigger-long-running-operation',
            { duration: 0.2, steps },
            { onprogress: (n) => void progress.push(n) },
          ),
          ...texts.map((message) => client.call('echo', { message })),
        ])
        expect(echoed.map(({ text }) => text)).toEqual(texts.map((text) => `Echo: ${text}`))
        expect(done!.text).toContain(`Steps: ${steps}.`)
        expect(progress).toEqual(Array.from({ length: steps }, (_, n) => n + 1))
      }),
    )
    await Promise.all(clients.map((client) => client.close()))
  })

  it.each(some(1, ['fixture', 'fixture-stdio']))(
    '%s, without sessions: the same, though all of them use the same ids',
    async (slug) => {
      const clients = await Promise.all(Array.from({ length: 6 }, () => open('modern', slug)))
      await Promise.all(
        clients.map(async (client, i) => {
          const names = Array.from({ length: 10 }, (_, n) => `${slug} ${i} ${n}`)
          const calls = names.map((name) => client.call('json_schema_2020_12_tool', { name, address: { city: 'x' } }))
          const texts = (await Promise.all(calls)).map(({ text }) => text)
          expect(texts).toEqual(names.map((name) => `Took ${JSON.stringify({ name, address: { city: 'x' } })}`))
        }),
      )
      await Promise.all(clients.map((client) => client.close()))
    },
  )
})
