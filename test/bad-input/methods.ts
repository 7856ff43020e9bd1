/** Messages whose method, revision or parameters are not what the protocol has. */
import { expect } from 'vitest'
import { MODERN_META, modernCall, modernRequest, type Posting, PROTOCOL_MODERN } from '../messages.ts'
import { callOf, GOOD_CALL, type Outcome, type Row, row, type Wish } from './row.ts'

const ID = { id: 1 }
const MISMATCH: Outcome = [400, -32020]
const ENVELOPE: Outcome = [400, -32602]
const PARAMS: Outcome = [200, -32602]

const legacy = (method: string): string => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: {} })
const wishOf = ({ headers, body }: Posting): Wish => ({ headers, body })

const UNKNOWN_METHODS: readonly Row[] = [
  ...[
    'tools/run',
    'tools/Call',
    'tools/call ',
    'server/discover',
    'subscriptions/listen',
    'tasks/update',
    'skills/list',
  ].map((method) =>
    row(`[methods.closed] ${JSON.stringify(method)}, legacy`, { body: legacy(method) }, [200, -32601], ID),
  ),
  ...[
    'tools/run',
    'ping',
    'logging/setLevel',
    'resources/subscribe',
    'tasks/result',
    'skills/list',
    'interceptor/invoke',
  ].map((method) =>
    row(`[methods.closed] ${JSON.stringify(method)}, modern`, wishOf(modernRequest(1, method)), [404, -32601], ID),
  ),
  ...['__proto__', 'constructor', 'toString'].map((method) =>
    row(`[parse.own-properties] a method called ${method}`, { body: legacy(method) }, [200, -32601], ID),
  ),
  row('[methods.closed] a method of 300 characters', { body: legacy('x'.repeat(300)) }, [400, -32600], ID),
  row('[methods.closed] a call as a notification', { body: GOOD_CALL.replace('"id":1,', '') }, [202]),
  row('[methods.closed] an unknown notification', { body: '{"jsonrpc":"2.0","method":"notifications/run"}' }, [202]),
]

const call = modernCall('open')
const withHeaders = (headers: Wish['headers']): Wish => ({ body: call.body, headers: { ...call.headers, ...headers } })
const differs = (what: string, headers: Wish['headers'], header: string): Row =>
  row(`[parse.headers] ${what}`, withHeaders(headers), MISMATCH, {
    ...ID,
    data: { mismatch: { header, body: expect.any(String) } },
  })

const base64 = (text: string): string => `=?base64?${Buffer.from(text).toString('base64')}?=`

const HEADERS: readonly Row[] = [
  differs('a name that differs from the body’s', { 'mcp-name': 'denied' }, 'denied'),
  differs('a name that differs in case', { 'mcp-name': 'Open' }, 'Open'),
  differs('a name that differs, in Base64', { 'mcp-name': base64('denied') }, base64('denied')),
  differs('a name in broken Base64', { 'mcp-name': '=?base64?b3Blbg?=' }, '=?base64?b3Blbg?='),
  differs('a method that differs from the body’s', { 'mcp-method': 'tools/list' }, 'tools/list'),
  differs('a revision that differs from the body’s', { 'mcp-protocol-version': '2025-11-25' }, '2025-11-25'),
  differs('no revision', { 'mcp-protocol-version': undefined }, '(missing)'),
  differs('no method', { 'mcp-method': undefined }, '(missing)'),
  differs('no name', { 'mcp-name': undefined }, '(missing)'),
  row(
    '[parse.headers] an argument that differs from its header',
    headed({ region: 'eu' }, { 'mcp-param-region': 'us' }),
    MISMATCH,
    { ...ID, data: { mismatch: { header: 'mcp-param-region', body: expect.any(String) } } },
  ),
  row('[parse.headers] an argument without its header', headed({ region: 'eu' }, {}), MISMATCH, {
    ...ID,
    data: { mismatch: { header: 'mcp-param-region', body: expect.any(String) } },
  }),
  row(
    '[parse.headers] a handshake that says it has none',
    { body: legacy('initialize'), headers: { 'mcp-protocol-version': PROTOCOL_MODERN } },
    MISMATCH,
    { ...ID, data: { mismatch: { header: PROTOCOL_MODERN, body: expect.any(String) } } },
  ),
]

function headed(args: object, headers: Readonly<Record<string, string>>): Wish {
  const posting = modernCall('headed', args)
  return { body: posting.body, headers: { ...posting.headers, ...headers } }
}

const withMeta = (meta: object, version: string = PROTOCOL_MODERN): Wish => ({
  headers: { ...call.headers, 'mcp-protocol-version': version },
  body: callOf(JSON.stringify({ name: 'open', arguments: {}, _meta: meta })),
})
const FUTURE = '2027-01-01'
const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion'
const CAPABILITIES_KEY = 'io.modelcontextprotocol/clientCapabilities'

const REVISIONS: readonly Row[] = [
  row(
    '[parse.version] a revision to come',
    withMeta({ ...MODERN_META, [VERSION_KEY]: FUTURE }, FUTURE),
    [400, -32022],
    {
      ...ID,
      data: { supported: [PROTOCOL_MODERN], requested: FUTURE },
    },
  ),
  row(
    '[parse.version] a header that names no revision',
    { headers: { 'mcp-protocol-version': '1999-01-01' } },
    [400, -32000],
    ID,
  ),
  row('[parse.envelope] a modern header, and no _meta', { headers: call.headers }, ENVELOPE, {
    ...ID,
    data: { envelope: { missing: ['_meta'] } },
  }),
  row('[parse.envelope] no revision in _meta', withMeta({ [CAPABILITIES_KEY]: {} }), ENVELOPE, {
    ...ID,
    data: { envelope: { missing: [VERSION_KEY] } },
  }),
  row('[parse.envelope] no capabilities in _meta', withMeta({ [VERSION_KEY]: PROTOCOL_MODERN }), ENVELOPE, {
    ...ID,
    data: { envelope: { key: CAPABILITIES_KEY, problem: 'missing' } },
  }),
  row('[parse.envelope] capabilities that are a list', withMeta({ ...MODERN_META, [CAPABILITIES_KEY]: [] }), ENVELOPE, {
    ...ID,
    data: { envelope: { key: CAPABILITIES_KEY, problem: 'expected an object' } },
  }),
  row(
    '[parse.message] a reply in the modern era',
    { body: '{"jsonrpc":"2.0","id":1,"result":{}}', headers: call.headers },
    [400, -32600],
  ),
  row('[parse.batch] a modern batch', { body: `[${call.body}]`, headers: call.headers }, [400, -32600]),
]

const CALLS: readonly Row[] = [
  row('[call.params] no name', { body: callOf('{"arguments":{}}') }, PARAMS, ID),
  row('[call.params] no params', { body: '{"jsonrpc":"2.0","id":1,"method":"tools/call"}' }, PARAMS, ID),
  row('[call.params] a name that is an array', { body: callOf('{"name":["open"]}') }, PARAMS, ID),
  row('[call.params] an empty name', { body: callOf('{"name":""}') }, PARAMS, ID),
  row('[call.params] arguments that are a string', { body: callOf('{"name":"open","arguments":"{}"}') }, PARAMS, ID),
  row('[call.params] arguments of null', { body: callOf('{"name":"open","arguments":null}') }, PARAMS, ID),
  row(
    '[call.params] a member that nobody judges',
    { body: callOf('{"name":"open","arguments":{},"dryRun":false}') },
    PARAMS,
    ID,
  ),
  row('[call.params] a state in the legacy era', { body: callOf('{"name":"open","requestState":"x"}') }, PARAMS, ID),
  row(
    '[call.params] a task in the modern era',
    wishOf(modernRequest(1, 'tools/call', { name: 'open', task: {} })),
    PARAMS,
    ID,
  ),
  ...['absent', 'secret_tool', 'Open', 'open ', '__proto__', 'constructor', 'op\u0435n'].map((name) =>
    row(
      `[call.unknown] ${JSON.stringify(name)}`,
      { body: callOf(JSON.stringify({ name, arguments: {} })) },
      PARAMS,
      ID,
    ),
  ),
]

export const METHODS: readonly Row[] = [...UNKNOWN_METHODS, ...HEADERS, ...REVISIONS, ...CALLS]
