/** Between node:http and the Request and Response of the web, which the SDK speaks. */
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Reads the whole body, or nothing at all when it is longer than `limit` bytes. Rejects when the client goes away. */
export async function readBody(message: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(message.headers['content-length'] ?? 0) > limit) return undefined
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) return undefined
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size)
}

/** The same request as a web `Request`. Its signal fires when the client goes away before the answer is complete. */
export function toRequest(message: IncomingMessage, response: ServerResponse, body?: Buffer): Request {
  const abort = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) abort.abort()
  })
  const headers = new Headers()
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  const init: RequestInit = { method: message.method ?? 'GET', headers, signal: abort.signal }
  if (body !== undefined && body.length > 0) init.body = new Uint8Array(body)
  return new Request(`http://${message.headers.host ?? 'localhost'}${message.url ?? '/'}`, init)
}

/** Writes a web `Response` out: streams as they come, everything else at once with its length. */
export async function writeResponse(answer: Response, response: ServerResponse): Promise<void> {
  const headers = Object.fromEntries(answer.headers)
  if (answer.body === null) {
    response.writeHead(answer.status, headers).end()
    return
  }
  if (!isEventStream(answer)) {
    const body = Buffer.from(await answer.arrayBuffer())
    response.writeHead(answer.status, { ...headers, 'content-length': body.length }).end(body)
    return
  }
  response.writeHead(answer.status, headers)
  response.flushHeaders()
  await pump(answer.body, response)
}

function isEventStream(answer: Response): boolean {
  return answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false
}

async function pump(body: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  const reader = body.getReader()
  response.once('close', () => void reader.cancel().catch(() => undefined))
  for (;;) {
    const { done, value } = await reader.read()
    if (done || response.destroyed) break
    if (!response.write(value)) await Promise.race([once(response, 'drain'), once(response, 'close')])
  }
  response.end()
}
