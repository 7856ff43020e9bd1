/** What servers say and ask by themselves, over every transport: it arrives where the policy permits it, and is answered where not. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fixture, startFixture } from './fixture/fixture.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { connect, heardBy, type Kind, type LivelyClient } from './lively-client.ts'
import { everythingOnStdio, FIXTURE_ARGS, type Listening, onStdio, startEverything } from './real-servers.ts'
import { some } from './thorough.ts'
import { until } from './until.ts'

const OPEN = { version: '1', default: 'allow' }
/** Tools may run; that the client can be asked for anything is not said, and everything that is no tool is refused. */
const CLOSED = {
  version: '1',
  default: 'deny',
  tools: { echo: {}, 'trigger-*': {}, 'get-roots-list': {}, 'toggle-*': {}, 'test_*': {} },
}

let sse: Listening
let http: Listening
let fixture: Fixture
let gateway: GatewayProcess

beforeAll(async () => {
  ;[sse, http, fixture] = await Promise.all([startEverything('sse'), startEverything('streamableHttp'), startFixture()])
  const servers = {
    stdio: everythingOnStdio(),
    sse: { url: sse.url, transport: 'sse' },
    http: { url: http.url },
    'fixture-http': { url: fixture.url },
    'fixture-stdio': onStdio(FIXTURE_ARGS),
  }
  const closed = Object.fromEntries(Object.entries(servers).map(([slug, section]) => [`${slug}-closed`, section]))
  gateway = await startGateway({
    servers: { ...servers, ...closed },
    policy: OPEN,
    policies: Object.fromEntries(Object.keys(closed).map((slug) => [slug, CLOSED])),
  })
})
afterAll(async () => {
  await gateway.close()
  await Promise.all([sse.close(), http.close(), fixture.close()])
})

async function withClient(kind: Kind, slug: string, use: (client: LivelyClient) => Promise<void>): Promise<void> {
  const client = await connect(kind, { url: gateway.urlFor(slug), headers: gateway.headers })
  try {
    await use(client)
  } finally {
    await client.close()
  }
}

const pairs = (slugs: readonly string[], kinds: readonly Kind[]) =>
  slugs.flatMap((slug) => kinds.map((kind) => [slug, kind] as const))
const EVERYTHING = pairs(['stdio', 'sse', 'http'], some(2, ['sdk1', 'auto', 'sdk1-sse', 'legacy']))
const FIXTURE = [
  ...pairs(['fixture-http'], some(2, ['modern', 'sdk1-sse', 'sdk1', 'legacy'])),
  ...pairs(['fixture-stdio'], ['sdk1', 'modern']),
]

/** It registers tools that ask only when it knows that the client can be asked, after the handshake. */
const ready = (client: LivelyClient): Promise<void> =>
  until(async () => (await client.tools()).includes('trigger-sampling-request'))

// One after the other: this server tells all sessions when one of them makes it list other tools.
describe('server-everything, everything allowed', () => {
  it.each(EVERYTHING)('over %s, client %s: tells and asks', async (slug, kind) => {
    await withClient(kind, slug, async (client) => {
      const progress: number[] = []
      const long = { duration: 0.2, steps: 4 }
      const done = await client.call('trigger-long-running-operation', long, {
        onprogress: (n) => void progress.push(n),
      })
      expect(done.text).toContain('Long running operation completed')
      // SDK 2 tells each round of questions as progress of its own, and the server asks for roots when it likes.
      if (client.version === '2026-07-28') expect(new Set(progress)).toEqual(new Set([1, 2, 3, 4]))
      else expect(progress).toEqual(heardBy(kind, progress, [1, 2, 3, 4]))

      await ready(client)
      const sampled = await client.call('trigger-sampling-request', { prompt: 'The capital of France?', maxTokens: 10 })
      expect(sampled).toMatchObject({ failed: false })
      expect(sampled.text).toContain('Paris')
      const elicited = await client.call('trigger-elicitation-request')
      expect(elicited).toMatchObject({ failed: false })
      expect(elicited.text).toContain('✅')
      if (client.version !== '2026-07-28') await until(() => client.heard.asked.includes('roots/list'))
      expect((await client.call('get-roots-list')).text).toContain('file:///ada')
      // The gateway may speak to the server in several sessions for it, and in each one it is asked for roots.
      const asked = client.heard.asked.toSorted()
      expect(client.version === '2026-07-28' ? [...new Set(asked)] : asked).toEqual([
        'elicitation/create',
        'roots/list',
        'sampling/createMessage',
      ])

      await client.call('toggle-simulated-logging')
      // What is logged outside of a request has no place in the modern era.
      if (client.version !== '2026-07-28') {
        await until(() => client.heard.logs.some((line) => /-level message|level-message/.test(line)))
      }

      const [uri = ''] = await client.resources()
      expect(uri).toMatch(/^demo:\/\/resource\//)
      expect(await client.read(uri)).toContain(uri)
      expect(await client.prompts()).toContain('simple-prompt')
      expect(await client.prompt('simple-prompt')).toContain('This is a simple prompt')
    })
  })
})

describe('server-everything, which lists other tools in each session', () => {
  it('[tools.known] each session has the tools that it was shown, whatever another was shown since', async () => {
    await withClient('legacy', 'http', async (able) => {
      await ready(able)
      const plain = new Client({ name: 'plain', version: '1' }, { versionNegotiation: { mode: 'legacy' } })
      const url = new URL(gateway.urlFor('http'))
      await plain.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers: gateway.headers } }))
      for (let round = 0; round < 2; round++) {
        const shown = (await plain.listTools()).tools.map(({ name }) => name)
        expect(shown).toContain('echo')
        expect(shown).not.toContain('trigger-sampling-request')
        const sampled = await able.call('trigger-sampling-request', { prompt: 'The capital of France?' })
        expect(sampled).toMatchObject({ failed: false, text: expect.stringContaining('Paris') })
        expect(await able.tools()).toContain('trigger-sampling-request')
        expect(await plain.callTool({ name: 'echo', arguments: { message: 'hello' } })).not.toHaveProperty('isError')
      }
      await plain.close()
    })
  })
})

describe.concurrent('server-everything, tools only', () => {
  it.each(pairs(['stdio', 'sse', 'http'], ['legacy']))(
    'over %s, client %s: it does not hear that the client can be asked, and goes on',
    async (slug, kind) => {
      await withClient(kind, `${slug}-closed`, async (client) => {
        const tools = await client.tools()
        expect(tools).toContain('echo')
        expect(tools).not.toContain('trigger-sampling-request')
        expect(tools).not.toContain('trigger-elicitation-request')
        expect(tools).not.toContain('get-roots-list')
        expect(client.heard.asked).toEqual([])

        expect(await client.resources()).toEqual([])
        expect(await client.prompts()).toEqual([])
        await expect(client.read('demo://resource/static/document/features.md')).rejects.toThrow(
          'not allowed by this policy',
        )
        await expect(client.prompt('simple-prompt')).rejects.toThrow('not allowed by this policy')
      })
    },
  )
})

describe.concurrent('our fixture, everything allowed', () => {
  it.each(FIXTURE)('over %s, client %s: tells and asks', async (slug, kind) => {
    await withClient(kind, slug, async (client) => {
      const progress: number[] = []
      const done = await client.call('test_tool_with_progress', {}, { onprogress: (n) => void progress.push(n) })
      expect(done.text).toBe('Came to an end.')
      expect(progress).toEqual(heardBy(kind, progress, [0, 50, 100]))
      expect((await client.call('test_sampling', { prompt: 'The capital of France?' })).text).toContain('Paris')
      expect((await client.call('test_elicitation', { message: 'Who?' })).text).toContain('"username":"ada"')
      const several = await client.call('test_input_required_result_multiple_inputs')
      expect(several).toEqual({ text: 'All here.', failed: false, code: undefined })
      expect((await client.call('test_input_required_result_list_roots')).text).toBe('Roots: file:///ada')

      // In the modern era a client asks for logs call by call.
      await client.call('test_tool_with_logging', {}, { meta: { 'io.modelcontextprotocol/logLevel': 'info' } })
      await until(() => client.heard.logs.length >= 3)
      expect(client.heard.logs).toEqual(['Tool execution started', 'Tool processing data', 'Tool execution completed'])
      if (kind === 'modern') await client.listen()
      await client.call('test_trigger_tool_change')
      await client.call('test_trigger_prompt_change')
      await until(() => client.heard.changes.includes('tools') && client.heard.changes.includes('prompts'))

      const [uri = ''] = await client.resources()
      expect(await client.read(uri)).toContain('The static text.')
      expect(await client.prompt('test_simple_prompt')).toContain('A simple prompt.')
    })
  })
})

describe.concurrent('our fixture, tools only', () => {
  it.each(pairs(['fixture-http', 'fixture-stdio'], ['sdk1', 'modern']))(
    'over %s, client %s: it does not hear that the client can be asked',
    async (slug, kind) => {
      await withClient(kind, `${slug}-closed`, async (client) => {
        const refused = /did not declare|do not declare/
        expect((await client.call('test_sampling', { prompt: 'The capital of France?' })).text).toMatch(refused)
        expect((await client.call('test_elicitation', { message: 'Who?' })).text).toMatch(refused)
        expect((await client.call('test_input_required_result_list_roots')).text).toMatch(refused)
        expect(client.heard.asked).toEqual([])
        expect(await client.resources()).toEqual([])
        expect(await client.prompts()).toEqual([])
        await expect(client.read('test://static-text')).rejects.toThrow('not allowed by this policy')
      })
    },
  )
})
