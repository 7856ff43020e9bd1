/** Heads of HTTP requests that are refused before anybody reads a body. */
import { PROTOCOL_MODERN } from '../messages.ts'
import { GOOD_CALL, type Outcome, type Row, rawRow, row } from './row.ts'

const HOST: Outcome = [403, 403]
const ORIGIN: Outcome = [403, 403]
const MEDIA: Outcome = [415, 415]
const TWICE: Outcome = [400, 400]
const UNKNOWN: Outcome = [404, 404]
const METHOD: Outcome = [405, 405]
/** What the parser of HTTP itself refuses. */
const NOT_HTTP: Outcome = [400]
const CLOSES = { headers: { connection: 'close' } }

const CONTENT: readonly Row[] = [
  row('[http.media-type] no Content-Type', { headers: { 'content-type': undefined } }, MEDIA, CLOSES),
  row('[http.media-type] text', { headers: { 'content-type': 'text/plain' } }, MEDIA),
  row(
    '[http.media-type] JSON only as a parameter',
    { headers: { 'content-type': 'text/plain; application/json' } },
    MEDIA,
  ),
  row('[http.media-type] a longer type', { headers: { 'content-type': 'application/json-patch+json' } }, MEDIA),
  row('[http.media-type] a form', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }, MEDIA),
  row('[http.media-type] a content encoding', { headers: { 'content-encoding': 'gzip' } }, MEDIA),
  row('[http.accept] JSON alone', { headers: { accept: 'application/json' } }, [406, 406]),
  row('[http.accept] event streams refused', { headers: { accept: '*/*, text/event-stream;q=0' } }, [406, 406]),
]

const ORIGINS: readonly Row[] = [
  row('[http.host] a foreign Host', { headers: { host: 'evil.example' } }, HOST),
  row('[http.host] a Host that begins well', ({ host }) => ({ headers: { host: `${host}.evil.example` } }), HOST),
  row('[http.host] another port', { headers: { host: '127.0.0.1:1' } }, HOST),
  row('[http.host] an empty Host', { headers: { host: '' } }, HOST),
  row('[http.host] no Host', { headers: { host: undefined } }, NOT_HTTP),
  row('[http.origin] a foreign Origin', { headers: { origin: 'https://evil.example' } }, ORIGIN),
  row('[http.origin] Origin null', { headers: { origin: 'null' } }, ORIGIN),
  row('[http.origin] an empty Origin', { headers: { origin: '' } }, ORIGIN),
  row('[http.origin] another port of this machine', { headers: { origin: 'http://127.0.0.1:1' } }, ORIGIN),
  row(
    '[http.origin] the gateway’s own name as user',
    ({ host }) => ({ headers: { origin: `http://${host}@evil.example` } }),
    ORIGIN,
  ),
  row('[http.origin] a page of another site', { headers: { 'sec-fetch-site': 'cross-site' } }, ORIGIN),
  row('[http.origin] a page of a neighbour', { headers: { 'sec-fetch-site': 'same-site' } }, ORIGIN),
  row(
    '[http.origin] a foreign Origin behind 2,100 other headers',
    { lines: [...Array.from({ length: 2100 }, () => ['a', ''] as const), ['origin', 'https://evil.example']] },
    ORIGIN,
  ),
]

const TWO_LINES: readonly Row[] = [
  ...[
    ['Host', 'evil.example'],
    ['Authorization', 'Bearer another'],
    ['Content-Type', 'application/json'],
    ['Origin', 'https://evil.example'],
    ['Sec-Fetch-Site', 'none'],
    ['Mcp-Method', 'tools/list'],
    ['Mcp-Name', 'denied'],
    ['Mcp-Param-Region', 'eu'],
    ['MCP-Protocol-Version', PROTOCOL_MODERN],
    ['Mcp-Session-Id', 'another'],
    ['Last-Event-ID', '7'],
  ].map(([name = '', value = '']) =>
    row(
      `[http.once] ${name} twice`,
      (target) => ({ lines: [...(first(name, target.host) ?? []), [name.toLowerCase(), value]] }),
      TWICE,
      CLOSES,
    ),
  ),
  row(
    '[http.once] Content-Length twice, the same',
    { lines: [['content-length', String(GOOD_CALL.length)]] },
    NOT_HTTP,
  ),
]

/** The first of two lines, where a good request has none. */
function first(name: string, host: string): readonly (readonly [string, string])[] | undefined {
  if (name === 'Origin') return [[name, `http://${host}`]]
  return ['Host', 'Authorization', 'Content-Type'].includes(name) ? undefined : [[name, 'none']]
}

const target = (path: string): Row => row(`[http.target] ${path}`, { target: path }, UNKNOWN)

const TARGETS: readonly Row[] = [
  ...[
    '/',
    '/mcp?x=1',
    '/mcp/',
    '/mcp/up/',
    '/mcp/UP',
    '/MCP/up',
    '//mcp/up',
    '/mcp//up',
    '/mcp/../mcp/up',
    '/mcp/./up',
  ].map(target),
  ...[
    '/mcp/%75p',
    '/mcp/up%00',
    '/mcp/up?x=1',
    '/mcp/up;x',
    '/mcp/up/up',
    '/admin',
    '/metrics',
    `/mcp/${'a'.repeat(64)}`,
  ].map(target),
  row('[http.target] an absolute URL', ({ host }) => ({ target: `http://${host}/mcp/up` }), UNKNOWN),
  row('[http.target] a server that does not exist', { target: '/mcp/nowhere' }, UNKNOWN),
  row('[http.target] a server of another grant', { target: '/mcp/private' }, UNKNOWN),
  row(
    '[http.target] a mailbox that nobody opened',
    { target: '/sse/up/00000000-0000-0000-0000-000000000000' },
    UNKNOWN,
  ),
  ...['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'].map((method) =>
    row(`[http.method] ${method}`, { method }, METHOD, { headers: { allow: 'POST, GET, DELETE' } }),
  ),
  row('[http.method] POST where a stream is opened', { target: '/sse/up' }, METHOD),
  row('[http.method] DELETE where a stream is opened', { method: 'DELETE', target: '/sse/up' }, METHOD),
  row('[http.method] a method that HTTP does not know', { method: 'CALL' }, NOT_HTTP),
  row('[http.method] CONNECT', { method: 'CONNECT', target: '127.0.0.1:80' }, [0]),
]

const lines = (...given: string[]): string => given.join('\r\n')
const AFTER = `\r\n\r\n${GOOD_CALL}`
const good = (host: string, token: string): string =>
  lines('POST /mcp/up HTTP/1.1', `host: ${host}`, `authorization: Bearer ${token}`, 'content-type: application/json')

/** A good head with more lines, in front of a whole call. */
const smuggling = (what: string, ...more: string[]): Row =>
  rawRow(`[http.framing] ${what}`, ({ host, token }) => lines(good(host, token), ...more) + AFTER, NOT_HTTP)

const LENGTH = `content-length: ${GOOD_CALL.length}`
const FRAMING: readonly Row[] = [
  smuggling('a length and chunks', LENGTH, 'transfer-encoding: chunked'),
  smuggling('chunks and a length', 'transfer-encoding: chunked', LENGTH),
  smuggling('two lengths', LENGTH, 'content-length: 0'),
  smuggling('two lengths in one line', 'content-length: 0, 87'),
  smuggling('a length with a sign', `content-length: +${GOOD_CALL.length}`),
  smuggling('a length in hexadecimal', 'content-length: 0x57'),
  smuggling('a negative length', 'content-length: -1'),
  smuggling('an unknown transfer encoding', 'transfer-encoding: xchunked'),
  smuggling('a transfer encoding that does not end in chunks', 'transfer-encoding: chunked, identity'),
  smuggling('white space before the colon', LENGTH, 'transfer-encoding : chunked'),
  smuggling('a folded line', LENGTH, 'x: a', ' transfer-encoding: chunked'),
  smuggling('a line without a colon', LENGTH, 'nothing'),
  smuggling('a control character in a name', LENGTH, 'x\x01: y'),
  smuggling('a NUL in a value', LENGTH, 'x: a\x00b'),
  smuggling('a carriage return in a value', LENGTH, 'x: a\rb'),
  rawRow(
    '[http.framing] a chunk of a wrong size',
    ({ host, token }) => `${good(host, token)}\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n${GOOD_CALL}\r\n0\r\n\r\n`,
    NOT_HTTP,
  ),
  rawRow('[http.framing] the preface of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', NOT_HTTP),
  rawRow('[http.framing] the beginning of TLS', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', NOT_HTTP),
  row('[http.head-size] a head of 20 KiB', { headers: { 'x-padding': 'x'.repeat(20_000) } }, [431]),
  row('[http.expect] 100-continue', { headers: { expect: '100-continue' } }, TWICE, CLOSES),
  row('[http.upgrade] another protocol', { headers: { connection: 'upgrade', upgrade: 'websocket' } }, [0]),
]

export const HEADS: readonly Row[] = [...CONTENT, ...ORIGINS, ...TWO_LINES, ...TARGETS, ...FRAMING]
