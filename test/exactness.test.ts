/** What is judged is what is sent, byte for byte; and secrets go one way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callOf, withArguments } from './bad-input/row.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { ask, codeOf, type Endpoint, legacyCall, legacyRequest, modernCall, post } from './messages.ts'
import { requestBytes, sendRaw } from './raw-http.ts'
import { answerText, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'

const CREDENTIAL = 'sk-live-9f8e7d6c5b4a39281706f5e4d3c2b1a0'
const HEADED = {
  name: 'headed',
  inputSchema: { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } },
}

let upstream: ScriptedUpstream
let gateway: GatewayProcess
let to: Endpoint

beforeAll(async () => {
  process.env['TEST_UPSTREAM_CREDENTIAL'] = CREDENTIAL
  upstream = await startUpstream({ tools: ['open', 'bounded', HEADED], sessions: true })
  gateway = await startGateway({
    servers: {
      up: { url: upstream.url, headers: { Authorization: ['Bearer $', '{TEST_UPSTREAM_CREDENTIAL}'].join('') } },
    },
    policy: {
      version: '1',
      default: 'allow',
      tools: {
        bounded: { deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 100 }], on_deny: 'No.' }] },
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

/** Sends a body with headers of a test's own; answers the body that arrived. */
async function arrives(body: string, headers: Readonly<Record<string, string>> = {}) {
  const fields = { host: new URL(gateway.origin).host, 'content-type': 'application/json', ...to.headers, ...headers }
  const before = upstream.received.length
  const answer = await sendRaw(
    gateway.origin,
    requestBytes({ target: '/mcp/up', headers: Object.entries(fields), body }),
  )
  return { answer, arrived: upstream.received.slice(before) }
}

describe('the bytes of a call', () => {
  it.each([
    [
      'white space everywhere',
      ' \t\r\n{ "jsonrpc" : "2.0" ,\n"id":1,"method":"tools/call","params":{"name":"open"}}\n',
    ],
    [
      'members in another order',
      '{"params":{"arguments":{},"name":"open"},"method":"tools/call","id":1,"jsonrpc":"2.0"}',
    ],
    ['an integer beyond 2^53', withArguments('{"a":9007199254740993}')],
    ['a decimal that ends in zeros', withArguments('{"a":1.0,"b":1.10}')],
    ['minus zero, and exponents', withArguments('{"a":-0,"b":1E+2,"c":5e-324}')],
    ['escapes that could be shorter', withArguments('{"\\u0061":"\\u0062\\/\\u00e9"}')],
    ['letters of many scripts', withArguments('{"a":"é 漢字 🙂 \u2028 \u202e"}')],
    ['an id in another spelling', callOf('{"name":"open"}').replace('"id":1', '"id":"\\u0031"')],
    ['a name in escapes', callOf('{"name":"\\u006fpen"}')],
    ['60 levels', withArguments(`{"a":${'['.repeat(60)}${']'.repeat(60)}}`)],
    ['a megabyte', withArguments(`{"a":"${'x'.repeat(1024 * 1024 - 200)}"}`)],
  ])('[exact.bytes] %s: arrive as they came', async (_, body) => {
    const { answer, arrived } = await arrives(body)
    expect(answer.status).toBe(200)
    expect(arrived.map((received) => received.body.toString())).toEqual([body])
  })

  it('[exact.answer] an answer comes back as it was sent, and the id as it was written', async () => {
    const text =
      ' {"result" : {"a":9007199254740993,"b":1.0,"content":[ ],"c":"\\u0061\\/"},\n"jsonrpc":"2.0","id":1 }\n'
    upstream.script('open', (_, answer) => answerText(answer, text))
    expect(await (await post(to, legacyCall('open'))).text()).toBe(text)
    upstream.script('open', (_, answer) => answerText(answer, '{"jsonrpc":"2.0","id":"\\u0031","result":{}}'))
    expect((await ask(to, legacyCall('open', {}, '1'))).id).toBe('1')
  })

  it.each([
    ['100.00000000000000001', 'argument_invalid'],
    ['9007199254740993', 'argument_invalid'],
    ['1e-400', 'argument_invalid'],
    ['101', 'policy_denied'],
    ['"101"', 'argument_invalid'],
    ['[101]', 'argument_invalid'],
  ])('[exact.numbers] a rule that reads %s refuses it: %s', async (amount, code) => {
    const { answer, arrived } = await arrives(callOf(`{"name":"bounded","arguments":{"amount":${amount}}}`))
    expect(codeOf(JSON.parse(answer.body))).toBe(code)
    expect(arrived).toEqual([])
  })

  it('[exact.numbers] more inexact numbers than are written down make all of them inexact', async () => {
    const many = Array.from({ length: 21_000 }, () => '1e99').join(',')
    const { answer, arrived } = await arrives(
      callOf(`{"name":"bounded","arguments":{"many":[${many}],"amount":100.00000000000000001}}`),
    )
    expect(codeOf(JSON.parse(answer.body))).toBe('argument_invalid')
    expect(arrived).toEqual([])
  })

  it.each(['100', '1e2', '0.1', '-5', 'null'])(
    '[exact.numbers] a rule that reads %s lets it through',
    async (amount) => {
      const { arrived } = await arrives(callOf(`{"name":"bounded","arguments":{"amount":${amount}}}`))
      expect(arrived).toHaveLength(1)
    },
  )

  it('[parse.folded-keys] an argument that only looks like the one that a rule reads is refused', async () => {
    const { answer, arrived } = await arrives(callOf('{"name":"bounded","arguments":{"Amount":101}}'))
    expect(codeOf(JSON.parse(answer.body))).toBe('argument_invalid')
    expect(arrived).toEqual([])
  })
})

const SENT = ['host', 'connection', 'content-type', 'accept', 'accept-encoding', 'authorization', 'content-length']

describe('the head of a call', () => {
  const extra = {
    cookie: 'session=1',
    'proxy-authorization': 'Basic eDp5',
    'x-forwarded-for': '203.0.113.9',
    'x-api-key': 'mine',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'accept-encoding': 'gzip',
    te: 'trailers',
    origin: '',
  }

  it('[secrets.one-way] [exact.head] nothing of a client’s own head goes on but the protocol’s: legacy', async () => {
    const { origin: _, ...fields } = extra
    const modern = { 'mcp-method': 'tools/list', 'mcp-name': 'other', 'mcp-param-region': 'eu' }
    const { arrived } = await arrives(callOf('{"name":"open"}'), { ...fields, ...modern, 'last-event-id': '5' })
    expect(Object.keys(arrived[0]?.headers ?? {}).toSorted()).toEqual([...SENT, 'traceparent'].toSorted())
    expect(arrived[0]?.headers).toMatchObject({ 'accept-encoding': 'identity', authorization: `Bearer ${CREDENTIAL}` })
  })

  it('[secrets.one-way] [exact.head] nothing of a client’s own head goes on but the protocol’s: modern', async () => {
    const { origin: _, ...fields } = extra
    const { headers, body } = modernCall('headed', { region: 'eu' })
    const more = { 'mcp-param-region': 'eu', 'mcp-param-other': 'kept', 'mcp-session-id': 'x', 'mcp-unknown': 'x' }
    const { arrived } = await arrives(body, { ...headers, ...fields, ...more, 'last-event-id': '5' })
    const own = ['traceparent', 'mcp-protocol-version', 'mcp-method', 'mcp-name', 'mcp-param-region', 'mcp-param-other']
    const call = arrived.find(({ message }) => message.method === 'tools/call')
    expect(Object.keys(call?.headers ?? {}).toSorted()).toEqual([...SENT, ...own].toSorted())
    expect(call?.headers['authorization']).toBe(`Bearer ${CREDENTIAL}`)
  })

  it('[secrets.one-way] the client’s token is in nothing that the server ever got, and the credential in no log', () => {
    const everything = upstream.received
      .map(({ rawHeaders, body }) => `${rawHeaders.join('\n')}${body.toString()}`)
      .join('\n')
    expect(everything).toContain(CREDENTIAL)
    expect(everything).not.toContain(gateway.token)
    expect(gateway.errors.join('')).not.toContain(CREDENTIAL)
  })

  it('[exact.head] of an answer’s head only what the protocol knows comes back', async () => {
    upstream.script('open', ({ message }, answer) =>
      answerText(answer, JSON.stringify({ jsonrpc: '2.0', id: message.id, result: {} }), {
        'set-cookie': 'a=b',
        'access-control-allow-origin': '*',
        'x-powered-by': 'x',
        'www-authenticate': 'Bearer',
        link: '<https://evil.example>',
      }),
    )
    const { headers } = await post(to, legacyCall('open'))
    expect([...headers.keys()].toSorted()).toEqual(
      [
        ...['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'x-content-type-options'],
        'x-request-id',
      ].toSorted(),
    )
  })
})
