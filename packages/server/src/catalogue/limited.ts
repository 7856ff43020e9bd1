/** Bodies are read whole and within a bound before any route sees them. */
import type { MiddlewareHandler } from 'hono'
import { problemOf } from './api/routes.ts'

/** At most `maxSize` bytes of a stream; undefined where there are more. */
async function readWithin(body: ReadableStream<Uint8Array>, maxSize: number): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.byteLength
    if (size > maxSize) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/**
 * Answers 413 to a longer body, and 400 to one that ends before its end; whatever passes is a request of the web's own kind,
 * whether its length was announced or it came in chunks (RFC 9112, section 6).
 * @param maxSize bytes
 */
export function limited(maxSize: number): MiddlewareHandler {
  return async (c, next) => {
    const { body, headers, method, url } = c.req.raw
    if (body === null) return next()
    const tooLarge = () => problemOf(c, 413, `At most ${maxSize / 1024} KiB are read here.`)
    if (Number(headers.get('content-length') ?? 0) > maxSize) return tooLarge()
    let read: Uint8Array | undefined
    try {
      read = await readWithin(body, maxSize)
    } catch {
      return problemOf(c, 400, 'The body ended too early. Send it again.')
    }
    if (read === undefined) return tooLarge()
    c.req.raw = new Request(url, { method, headers, body: new Uint8Array(read) })
    return next()
  }
}
