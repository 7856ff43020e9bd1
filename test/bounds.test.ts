/** What one client may take of the gateway: time, memory, refusals; and what it can learn from being refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callOf, GOOD_CALL } from './bad-input/row.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { ask, codeOf, type Endpoint, legacyCall, legacyRequest, modernCall, modernRequest, post } from './messages.ts'
import { dial, readAnswer, requestBytes, sendRaw } from './raw-http.ts'
import { answerJson, type ScriptedUpstream, startUpstream, TOOL_RESULT } from './scripted-upstream.ts'
import { until } from './until.ts'

const MiB = 1024 * 1024

let upstream: ScriptedUpstream
let gateway: GatewayProcess
let to: Endpoint

beforeAll(async () => {
  upstream = await startUpstream({ tools: ['open', 'denied', 'secret', 'smuggled'], sessions: true })
  gateway = await startGateway({
    upstreams: { up: upstream.url, narrow: upstream.url },
    policy: { version: '1', default: 'allow', hide: ['secret', 'gone'], tools: { denied: { action: 'deny' } } },
    settings: {
      limits: {
        refusals_per_second: 20,
        headers_timeout: '1s',
        request_timeout: '2s',
        buffered_bodies: '1MiB',
        buffered_bodies_per_grant: '1MiB',
      },
    },
  })
  to = { url: gateway.urlFor('up'), headers: gateway.headers }
  await ask(to, legacyRequest(1, 'tools/list'))
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

const headers = (): readonly (readonly [string, string])[] => [
  ['host', new URL(gateway.origin).host],
  ['authorization', `Bearer ${gateway.token}`],
  ['content-type', 'application/json'],
]
const request = (body: string, length?: string): Buffer =>
  requestBytes({ target: '/mcp/up', headers: headers(), body, length })

/** Everything that comes on one connection until it is closed. */
async function untilClosed(bytes: Buffer): Promise<string> {
  const socket = await dial(gateway.origin)
  let text = ''
  socket.on('data', (piece: Buffer) => {
    text += piece.toString()
  })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(bytes)
  await closed
  return text
}

describe.concurrent('time and memory', () => {
  it('[http.slow] a head that does not end gets 408', async () => {
    expect(readAnswer(Buffer.from(await untilClosed(request('').subarray(0, 40)))).status).toBe(408)
  })

  it('[http.slow] a body that does not end gets 408', async () => {
    expect(readAnswer(Buffer.from(await untilClosed(request('{', '100')))).status).toBe(408)
  })

  it('[http.body-size] bodies share one budget: beyond it 503, and what was held is given back', async () => {
    const socket = await dial(gateway.origin)
    socket.write(request(' '.repeat(900 * 1024), String(MiB)))
    const large = request(GOOD_CALL + ' '.repeat(400 * 1024))
    await until(async () => (await sendRaw(gateway.origin, large)).status === 503)
    const answer = await sendRaw(gateway.origin, large)
    expect(JSON.parse(answer.body)).toMatchObject({ id: null, error: { code: 503 } })
    expect(answer.headers['connection']).toBe('close')
    socket.destroy()
    await until(async () => (await sendRaw(gateway.origin, large)).status === 200)
  })

  it('[http.framing] nothing that follows a refused body on its connection is taken for a request', async () => {
    const refused = requestBytes({ target: '/mcp/up', headers: headers(), body: GOOD_CALL, length: String(2 * MiB) })
    const next = request(GOOD_CALL.replace('open', 'smuggled'))
    const answers = await untilClosed(Buffer.concat([refused, next]))
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413'])
    expect(upstream.calls('smuggled')).toBe(0)
  })
})

describe('what a refusal tells', () => {
  it.each(['legacy', 'modern'] as const)(
    '[call.unknown] hidden, absent and quarantined: the same bytes, %s',
    async (era) => {
      const call = era === 'legacy' ? legacyCall : modernCall
      const before = upstream.received.length
      const answers = await Promise.all(
        ['secret', 'gone', 'absent', 'SECRET'].map(async (name) => {
          const response = await post(to, call(name))
          const head = Object.fromEntries(
            [...response.headers].filter(([key]) => key !== 'date' && key !== 'x-request-id'),
          )
          return { status: response.status, head, body: (await response.text()).replace(name, 'TOOL') }
        }),
      )
      const [first] = answers
      expect(first?.body).toBe('{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Unknown tool: TOOL"}}')
      for (const answer of answers)
        expect({ ...answer, head: { ...answer.head, 'content-length': '' } }).toEqual({
          ...first,
          head: { ...first?.head, 'content-length': '' },
        })
      expect(upstream.received.length).toBe(before)
    },
  )

  it('[call.refusal] a denied call is a result that the model can read, with a stable code, the rule and an id', async () => {
    for (const call of [legacyCall, modernCall]) {
      const answer = await ask(to, call('denied', {}, 'an id'))
      expect(answer).toMatchObject({ status: 200, id: 'an id', result: { isError: true } })
      expect(answer.result?.content?.[0]?.text).toMatch(/^\[POLICY DENIED\] ./)
      expect(answer.result?._meta?.['portcullis/decision']).toMatchObject({
        ...{ code: 'policy_denied', rule: '/tools/denied/action', document: 'policy' },
        ...{ version: expect.stringMatching(/^[0-9a-f]+$/), id: expect.stringMatching(/./) },
      })
    }
  })

  it('[session.ids] an id that is in flight is refused, a string and a number are two ids, another session has its own', async () => {
    const sessions = await Promise.all([1, 2].map(openSession))
    const [mine, other] = sessions
    const held: (() => void)[] = []
    upstream.script('open', ({ message }, answer) => held.push(() => answerJson(answer, message.id, TOOL_RESULT)))
    const call = (session: string | undefined, id: unknown) =>
      ask({ ...to, headers: { ...to.headers, 'mcp-session-id': session ?? '' } }, legacyCall('open', {}, id))
    const first = call(mine, 7)
    await until(() => held.length === 1)
    expect(await call(mine, 7)).toMatchObject({ status: 400, id: 7, error: { code: -32600 } })
    const others = [call(mine, '7'), call(other, 7)]
    await until(() => held.length === 3)
    for (const answer of held.splice(0)) answer()
    expect((await Promise.all([first, ...others])).map(({ status, id }) => [status, id])).toEqual([
      [200, 7],
      [200, '7'],
      [200, 7],
    ])
    upstream.script('open', ({ message }, answer) => answerJson(answer, message.id, TOOL_RESULT))
    expect((await call(mine, 7)).status).toBe(200)
  })

  it('[log.refusals] a grant that is refused too often is told to slow down, and may go on with what is allowed', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask(to, modernCall('denied'))))
    const slowed = answers.filter(({ status }) => status === 429)
    expect(slowed.length).toBeGreaterThanOrEqual(20)
    for (const { error } of slowed) expect(error?.code).toBe(429)
    expect(answers.filter((answer) => codeOf(answer) === 'policy_denied').length).toBe(answers.length - slowed.length)
    expect((await ask(to, modernCall('open'))).status).toBe(200)
    expect((await ask(to, modernRequest(1, 'tools/list'))).status).toBe(200)
  })
})

async function openSession(id: number): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  const response = await post(to, legacyRequest(id, 'initialize', params))
  await response.text()
  return response.headers.get('mcp-session-id') ?? ''
}

describe('own properties', () => {
  it('[parse.own-properties] `constructor` and `toString` are ordinary names that reach the server as they came', async () => {
    const body = callOf('{"name":"open","arguments":{"constructor":{"toString":1},"hasOwnProperty":null}}')
    expect((await sendRaw(gateway.origin, request(body))).status).toBe(200)
    expect(upstream.received.at(-1)?.body.toString()).toBe(body)
  })
})
