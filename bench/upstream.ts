/**
 * A process: the least MCP server, in both eras, on node:net. It has to cost less than any way to it, so a call whose head is
 * the last one's, byte for byte, is answered without reading it again. `/mcp` answers with JSON, `/events` with an event stream.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { endWithParent, tellPort } from './child.ts'
import { ID_DIGITS } from './message.ts'
import { results, UNKNOWN } from './results.ts'

/** What a request that was read says of the next one with the same head. */
interface Seen {
  /** Head and the body up to its id. */
  readonly begin: Buffer
  /** What stands after the id. */
  readonly end: Buffer
  readonly before: string
  readonly after: string
}

const ID = '"id":'
/** A second write, for answers that come in pieces. */
const PIECES = '\n\n'

const head = (fields: string): string => `HTTP/1.1 200 OK\r\n${fields}\r\n\r\n`
const json = (body: string, fields = ''): string =>
  head(`content-type: application/json${fields}\r\ncontent-length: ${Buffer.byteLength(body)}`) + body

function events(body: string): string {
  const event = `event: message\ndata: ${body}${PIECES}`
  const chunk = `${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n0\r\n\r\n`
  return head('content-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked') + chunk
}

function answerTo(requestHead: string, body: string): string {
  const { id, method } = JSON.parse(body === '' ? '{}' : body)
  if (id === undefined)
    return requestHead.startsWith('POST')
      ? 'HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n'
      : 'HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\n\r\n'
  const answer = `{"jsonrpc":"2.0",${ID}${JSON.stringify(id)},${results.get(method) ?? UNKNOWN}}`
  if (method === 'tools/call' && requestHead.includes('/events')) return events(answer)
  return json(answer, method === 'initialize' ? `\r\nmcp-session-id: ${randomUUID()}` : '')
}

/** Where the body of a whole request begins and ends; undefined while bytes are missing. */
function extentOf(bytes: Buffer): { readonly body: number; readonly end: number } | undefined {
  const at = bytes.indexOf('\r\n\r\n')
  if (at < 0) return undefined
  const length = /\r\ncontent-length: *([0-9]+)/i.exec(bytes.toString('latin1', 0, at + 2))
  const body = at + 4
  const end = body + Number(length?.[1] ?? 0)
  return bytes.length < end ? undefined : { body, end }
}

/** What can be told beforehand of calls that differ from this one in eight digits only. */
function seenIn(request: Buffer, answer: string): Seen | undefined {
  const text = request.toString('latin1')
  const at = text.indexOf(ID, text.indexOf('\r\n\r\n')) + ID.length
  const after = at + ID_DIGITS
  const id = text.slice(at, after)
  if (!text.includes('"tools/call"') || !/^[0-9]{8}$/.test(id)) return undefined
  const [before = '', rest = ''] = answer.split(id)
  return { begin: Buffer.from(request.subarray(0, at)), end: Buffer.from(request.subarray(after)), before, after: rest }
}

/** The answer, where the request is like the one before. */
function again(chunk: Buffer, seen: Seen): string | undefined {
  const { begin, end, before, after } = seen
  const rest = begin.length + ID_DIGITS
  if (chunk.length !== rest + end.length) return undefined
  if (chunk.compare(begin, 0, begin.length, 0, begin.length) !== 0) return undefined
  if (chunk.compare(end, 0, end.length, rest) !== 0) return undefined
  return before + chunk.toString('latin1', begin.length, rest) + after
}

function send(socket: Socket, answer: string): void {
  const cut = answer.includes('chunked') ? answer.indexOf('\r\n\r\n') + 4 : answer.length
  socket.write(answer.slice(0, cut), 'latin1')
  // As servers do that stream: the head at once, the event when it is there.
  if (cut < answer.length) setImmediate(() => socket.write(answer.slice(cut), 'latin1'))
}

function serve(socket: Socket): void {
  socket.setNoDelay()
  let seen: Seen | undefined
  let pending: Buffer = Buffer.alloc(0)
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => {
    const known = pending.length === 0 && seen !== undefined ? again(chunk, seen) : undefined
    if (known !== undefined) return send(socket, known)
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (let extent = extentOf(pending); extent !== undefined; extent = extentOf(pending)) {
      const request = pending.subarray(0, extent.end)
      const answer = answerTo(request.toString('latin1', 0, extent.body), request.toString('utf8', extent.body))
      seen = seenIn(request, answer)
      pending = pending.subarray(extent.end)
      send(socket, answer)
    }
  })
}

const server = createServer(serve)
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => tellPort(server))
endWithParent()
