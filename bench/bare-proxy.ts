/**
 * A process: the floor of this stack. A pass-through on node:http and undici's `Pool.dispatch`, with raw bodies and
 * headers and without a single feature; what the gateway costs is what it costs more than this.
 */
import { createServer, type ServerResponse } from 'node:http'
import { type Dispatcher, Pool } from 'undici'
import { endWithParent, tellPort, upstreamPort } from './child.ts'

const pool = new Pool(`http://127.0.0.1:${upstreamPort()}`, { connections: 256, pipelining: 1 })
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'host',
  'content-length',
  'upgrade',
  'te',
  'trailer',
])

function endToEnd(raw: readonly string[]): string[] {
  const kept: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? ''
    if (!HOP_BY_HOP.has(name.toLowerCase())) kept.push(name, raw[i + 1] ?? '')
  }
  return kept
}

function passOn(response: ServerResponse): Dispatcher.DispatchHandler {
  return {
    onRequestStart: () => undefined,
    onResponseStart(_controller, status, headers) {
      const { connection: _connection, 'keep-alive': _keepAlive, ...kept } = headers
      response.writeHead(status, kept)
    },
    onResponseData: (_controller, chunk) => void response.write(chunk),
    onResponseEnd: () => void response.end(),
    onResponseError: () => response.destroy(),
  }
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const [first] = chunks
    const body = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
    const headers = endToEnd(request.rawHeaders)
    pool.dispatch({ path: request.url ?? '/', method: 'POST', headers, body }, passOn(response))
  })
})
server.listen(0, '127.0.0.1', () => tellPort(server))
endWithParent()
