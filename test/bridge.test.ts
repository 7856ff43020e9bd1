/** `portcullis bridge`: what a client that can only start a command gets of a gateway, and what it is told when that fails. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Program } from './clients.ts'
import { type Fixture, startFixture } from './fixture/fixture.ts'
import { freePort } from './free-port.ts'
import { ended, type GatewayProcess, PORTCULLIS, restartGateway, startGateway } from './gateway-process.ts'
import { connect, heardBy } from './lively-client.ts'
import { marked, newMark } from './processes.ts'
import { everythingOnStdio } from './real-servers.ts'
import { startStdio } from './stdio-process.ts'
import { some, THOROUGH } from './thorough.ts'
import { until } from './until.ts'

const mark = newMark()
let fixture: Fixture
let gateway: GatewayProcess
beforeAll(async () => {
  fixture = await startFixture()
  gateway = await startGateway({
    servers: { fixture: { url: fixture.url }, child: everythingOnStdio({ env: mark }) },
    policy: { version: '1', default: 'allow', hide: ['test_error_handling'] },
  })
})
afterAll(async () => {
  await gateway.close()
  await fixture.close()
})

const bridge = (url: string, token = gateway.token): Program => ({
  command: process.execPath,
  args: [PORTCULLIS, 'bridge', url],
  env: { PORTCULLIS_TOKEN: token },
})

/** Opens a session for whoever asks. */
function answerPost(request: IncomingMessage, response: ServerResponse): void {
  let text = ''
  request.on('data', (piece) => {
    text += piece
  })
  request.on('end', () => {
    const { id, method, params } = JSON.parse(text)
    if (method !== 'initialize') return void response.writeHead(202).end()
    const { protocolVersion } = params
    const result = {
      protocolVersion,
      capabilities: { tools: { listChanged: true } },
      serverInfo: { name: 'x', version: '1' },
    }
    response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': 'one' })
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result }))
  })
}

describe.concurrent('a bridge is not begun', () => {
  const rows = [
    ['without a token', ['bridge', 'http://127.0.0.1:1/mcp/x'], 'The variable PORTCULLIS_TOKEN is not set.'],
    [
      'without the token it was told of',
      ['bridge', 'http://127.0.0.1:1/mcp/x', '--token-env', 'MINE'],
      'The variable MINE is not set.',
    ],
    ['without a URL', ['bridge'], "missing required argument 'url'"],
    ['to what is no URL', ['bridge', 'localhost:4100'], 'is no http or https URL'],
    ['to another protocol', ['bridge', 'ftp://127.0.0.1/x'], 'is no http or https URL'],
  ] as const
  it.each(some(2, rows))('%s', async (_, args, sentence) => {
    const env = args[1]?.includes('mcp') ? {} : { PORTCULLIS_TOKEN: 'x' }
    const started = startStdio({ command: process.execPath, args: [PORTCULLIS, ...args], env })
    expect(await started.exit).toBe(1)
    expect(started.errors()).toContain(sentence)
    expect(started.output()).toBe('')
  })
})

describe.concurrent('a bridge to nowhere says so at once', () => {
  const rows = [
    [
      'a gateway that is down',
      async () => bridge(`http://127.0.0.1:${await freePort()}/mcp/x`),
      /could not be reached.*Start it/,
    ],
    [
      'a token that nobody gave',
      async () => bridge(gateway.urlFor('fixture'), 'pc_wrong'),
      /does not accept the token/,
    ],
    ['a server that is not there', async () => bridge(gateway.urlFor('absent')), /no server of this name/],
    ['a path that is none', async () => bridge(`${gateway.origin}/elsewhere`), /nothing at this path/],
  ] as const
  it.each(some(2, rows))('%s', async (_, program, sentence) => {
    const started = startStdio(await program())
    const { error } = await started.initialize()
    expect(error?.message).toMatch(sentence)
    started.end()
    expect(await started.exit).toBe(0)
  })
})

describe.concurrent('through a bridge', () => {
  it.each(some(1, ['modern', 'sdk1'] as const))('client %s is told, asked and answered', async (kind) => {
    const client = await connect(kind, bridge(gateway.urlFor('fixture')))
    const progress: number[] = []
    await client.call('test_tool_with_progress', {}, { onprogress: (n) => void progress.push(n) })
    // Over stdio SDK 2 as well loses what comes in one piece with the answer.
    expect(progress).toEqual(heardBy('sdk1', progress, [0, 50, 100]))
    expect((await client.call('test_sampling', { prompt: 'The capital of France?' })).text).toContain('Paris')
    expect((await client.call('test_elicitation', { message: 'Who?' })).text).toContain('"username":"ada"')
    expect((await client.call('test_input_required_result_multiple_inputs')).text).toBe('All here.')
    await client.call('test_tool_with_logging', {}, { meta: { 'io.modelcontextprotocol/logLevel': 'info' } })
    expect(client.heard.logs).toContain('Tool execution completed')
    if (client.version === '2026-07-28') await client.listen()
    await client.call('test_trigger_tool_change')
    await until(() => client.heard.changes.includes('tools'))
    expect(await client.tools()).not.toContain('test_error_handling')
    expect(await client.call('test_error_handling')).toMatchObject({ code: 'protocol_error' })
    expect(await client.read('test://static-text')).toContain('The static text.')
    await client.close()
  })

  if (THOROUGH)
    it('an answer arrives though the server closed its stream before', async () => {
      const client = await connect('sdk1', bridge(gateway.urlFor('fixture')))
      expect((await client.call('test_reconnection')).text).toBe('Answered after the stream was closed.')
      await client.close()
    })

  it('what the server says by itself arrives, however often its stream breaks', async () => {
    const opened: (string | undefined)[] = []
    const server = createServer((request, response) => {
      if (request.method === 'POST') return answerPost(request, response)
      opened.push(request.headers['last-event-id']?.toString())
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const change = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' }
      response.end(`id: ${opened.length}\nretry: 50\ndata: ${JSON.stringify(change)}\n\n`)
    })
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
    })
    const client = await connect('legacy', bridge(`http://127.0.0.1:${port}/mcp`))
    await until(() => client.heard.changes.length >= 3)
    expect(opened.slice(0, 3)).toEqual([undefined, '1', '2'])
    await client.close()
    server.close()
  })

  it('the session ends with the client, however that ends', async () => {
    const client = await connect('legacy', bridge(gateway.urlFor('child')))
    expect(await client.call('echo', { message: 'hello' })).toMatchObject({ text: 'Echo: hello' })
    await until(() => client.heard.asked.includes('roots/list'))
    expect(marked(mark)).toHaveLength(1)
    await client.close()
    await until(() => marked(mark).length === 0)

    const signalled = startStdio(bridge(gateway.urlFor('child')))
    await signalled.initialize()
    expect(marked(mark)).toHaveLength(1)
    signalled.child.kill('SIGTERM')
    expect(await signalled.exit).toBe(0)
    await until(() => marked(mark).length === 0)
  })
})

describe.concurrent('when the gateway goes away', () => {
  it('calls fail with a reason, and after its return the client can begin anew', async () => {
    const settings = { listen: { mcp: `127.0.0.1:${await freePort()}`, admin: 'off', catalogue: 'off' } }
    const upstreams = { fixture: fixture.url }
    const first = await startGateway({ upstreams, policy: { version: '1', default: 'allow' }, settings })
    const wrapped = startStdio(bridge(first.urlFor('fixture'), first.token))
    await wrapped.initialize()
    const call = () => wrapped.ask('tools/call', { name: 'test_simple_text' })
    expect(JSON.stringify(await call())).toContain('A simple text.')
    await ended(first.child)
    expect(JSON.stringify(await call())).toContain('could not be reached')
    const again = await restartGateway(first)
    // The session went with the gateway that knew it, and it stays gone.
    for (let i = 0; i < 2; i++) expect((await call()).error?.message).toContain('Send `initialize` again')
    await wrapped.initialize()
    expect(JSON.stringify(await call())).toContain('A simple text.')
    wrapped.end()
    expect(await wrapped.exit).toBe(0)
    await again.close()
  })
})
