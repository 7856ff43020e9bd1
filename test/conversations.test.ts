/** Conversations keep to themselves: cancelled, resumed and ended one by one, whoever else uses the same server. */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fixture, startFixture } from './fixture/fixture.ts'
import { startPatient } from './fixture/patient.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { connect, type Kind, type LivelyClient, until } from './lively-client.ts'
import { everythingOnStdio, type Listening, onStdio, runTypeScript, startEverything } from './real-servers.ts'

const PATIENT = fileURLToPath(new URL('fixture/patient.ts', import.meta.url))

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
      'patient-http': { url: patient.url },
      'patient-stdio': onStdio(runTypeScript(PATIENT), { share: 'grant' }),
    },
    policy: { version: '1', default: 'allow' },
  })
})
afterAll(async () => {
  await gateway.close()
  await Promise.all([sse.close(), http.close(), fixture.close(), patient.close()])
})

const open = (kind: Kind, slug: string): Promise<LivelyClient> =>
  connect(kind, { url: gateway.urlFor(slug), headers: gateway.headers })

describe.concurrent('a cancelled call', () => {
  const rows = ['patient-http', 'patient-stdio'].flatMap((slug) =>
    (['sdk1', 'legacy', 'modern'] as const).map((kind) => [slug, kind] as const),
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
  it.each(['sdk1', 'legacy'] as const)('client %s takes it up again', async (kind) => {
    const client = await open(kind, 'fixture')
    const answers = await Promise.all([client.call('test_reconnection'), client.call('test_simple_text')])
    expect(answers.map(({ text }) => text)).toEqual(['Answered after the stream was closed.', 'A simple text.'])
    await client.close()
  })
})

describe.concurrent('many sessions at once', () => {
  const rows = ['stdio', 'shared', 'sse', 'http'].map((slug) => [slug] as const)
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
})
