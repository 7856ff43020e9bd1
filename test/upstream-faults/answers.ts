/** Answers that are none: cut, late, of another form, of another request. */
import { bytes, event, type Fault, fault, RESULT, says, streamed, streams } from './fault.ts'

const garbage = (what: string, act: Fault['act']): Fault =>
  fault(`[faults.garbage] ${what}`, act, 'upstream_garbage', 'withheld')
const late = (what: string, act: Fault['act']): Fault =>
  fault(`[faults.hang] ${what}`, act, 'upstream_timeout', 'timeout')
const closed = (what: string, act: Fault['act']): Fault =>
  fault(`[faults.close] ${what}`, act, 'upstream_closed', 'unknown')
const status = (what: string, act: Fault['act'], code: string, outcome: string): Fault =>
  fault(`[faults.status] ${what}`, act, code, outcome)

const HALF = RESULT.slice(0, 30)
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'
const LENGTH = `content-length: ${RESULT.length}\r\n`

const TIME: readonly Fault[] = [
  late('hangs before its head', () => undefined),
  late('hangs within its head', (answer) => void answer.socket?.write(HEAD)),
  late('hangs after its head', (answer) =>
    answer.writeHead(200, { 'content-type': 'application/json' }).flushHeaders(),
  ),
  late(
    'hangs within its body',
    (answer) => void answer.writeHead(200, { 'content-type': 'application/json' }).write(HALF),
  ),
  closed('closes before its head', (answer) => void answer.destroy()),
  closed('closes within its head', bytes(HEAD)),
  closed('closes within a body of known length', bytes(`${HEAD}${LENGTH}\r\n${HALF}`)),
  closed('closes within a chunk', bytes(`${HEAD}transfer-encoding: chunked\r\n\r\n40\r\n${HALF}`)),
  streamed(closed('ends its stream before the answer', streams(': hello\n\n'))),
  streamed(
    closed('closes within an event', (answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' }).write(`data: ${HALF}`, () => answer.destroy())
    }),
  ),
]

const FORM: readonly Fault[] = [
  garbage('no HTTP', bytes('220 mail.example ESMTP\r\n')),
  garbage(
    'goes over to another protocol',
    bytes('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
  ),
  garbage('two lengths', bytes(`${HEAD}${LENGTH}content-length: 1\r\n\r\n${RESULT}`)),
  garbage('a length and chunks', bytes(`${HEAD}${LENGTH}transfer-encoding: chunked\r\n\r\n${RESULT}`)),
  garbage('a head without end', bytes(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`)),
  garbage('no JSON', says('<html>')),
  garbage('an empty body', says('')),
  garbage('JSON that ends too early', says(HALF)),
  garbage('two answers', says(RESULT + RESULT)),
  garbage('a batch', says(`[${RESULT}]`)),
  garbage('no content type', (answer) => void answer.writeHead(200).end(RESULT)),
  garbage('a wrong content type', says(RESULT, 200, { 'content-type': 'text/html' })),
  garbage('a content encoding', says(RESULT, 200, { 'content-encoding': 'gzip' })),
  garbage('accepted, without an answer', (answer) => void answer.writeHead(202).end()),
  garbage(
    '600 arrays within each other',
    says(`{"jsonrpc":"2.0","id":1,"result":{"a":${'['.repeat(600)}${']'.repeat(600)}}}`),
  ),
  streamed(garbage('an event that is no JSON', streams(event('hello'), event(RESULT)))),
  streamed(garbage('an event over the bound', streams(event(`{"a":"${'x'.repeat(70_000)}"}`), event(RESULT)))),
  streamed(
    garbage('an event without end', (answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' }).write(`data: ${'x'.repeat(70_000)}`)
    }),
  ),
]

const rpc = (text: string): string => `{"jsonrpc":"2.0",${text}}`
const OWN: readonly Fault[] = [
  garbage('an answer to another request', says(rpc('"id":2,"result":{}'))),
  garbage('an id of another type', says(rpc('"id":"1","result":{}'))),
  garbage('no id', says(rpc('"result":{}'))),
  garbage('a result with an id of null', says(rpc('"id":null,"result":{}'))),
  garbage('no version', says('{"id":1,"result":{}}')),
  garbage('neither result nor error', says(rpc('"id":1'))),
  garbage('a result and an error', says(rpc('"id":1,"result":{},"error":{"code":1,"message":""}'))),
  garbage('a result that is a string', says(rpc('"id":1,"result":"done"'))),
  garbage('a request', says(rpc('"id":1,"method":"ping"'))),
  garbage('two ids', says(rpc('"id":2,"id":1,"result":{}'))),
  garbage('two results', says(rpc('"id":1,"result":{},"result":{}'))),
  garbage('two results, one escaped', says(rpc('"id":1,"result":{},"r\\u0065sult":{}'))),
  garbage('"Result" beside "result"', says(rpc('"id":1,"result":{},"Result":{}'))),
  garbage('"isError" twice', says(rpc('"id":1,"result":{"isError":true,"isError":false}'))),
  garbage('"_meta" twice', says(rpc('"id":1,"result":{"_meta":{},"_meta":{}}'))),
  streamed(garbage('an answer to another request, streamed', streams(event(rpc('"id":2,"result":{}')), event(RESULT)))),
  streamed(garbage('two results, streamed', streams(event(rpc('"id":1,"result":{},"result":{}'))))),
]

const STATUS: readonly Fault[] = [
  ...[301, 302, 303, 307, 308].map((code) =>
    status(`${code}`, says('', code, { location: '/elsewhere' }), 'upstream_redirect', 'protocol_error'),
  ),
  ...[401, 403].map((code) =>
    status(
      `${code}`,
      says(RESULT, code, { 'www-authenticate': 'Bearer realm="x"' }),
      'upstream_unauthorized',
      'protocol_error',
    ),
  ),
  ...[500, 502, 503].map((code) =>
    status(
      `${code} with a page`,
      says('<html>', code, { 'content-type': 'text/html' }),
      'upstream_garbage',
      'withheld',
    ),
  ),
  status('500 with JSON that is no answer', says('{"error":"oops"}', 500), 'upstream_garbage', 'withheld'),
  status('404 without a body', (answer) => void answer.writeHead(404).end(), 'upstream_garbage', 'unknown'),
  status('405 without a body', (answer) => void answer.writeHead(405).end(), 'upstream_garbage', 'unknown'),
]

export const ANSWERS: readonly Fault[] = [...TIME, ...FORM, ...OWN, ...STATUS]
