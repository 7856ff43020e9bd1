/** Bodies of requests, within bounds. */
import { type Problem, problem } from './problem.ts'

/** The whole body; a problem where it is longer than that many bytes. Nothing beyond them is read. */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array | Problem> {
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > maxBytes) return tooLarge(maxBytes)
  if (request.body === null) return new Uint8Array()
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body) {
    size += part.byteLength
    if (size > maxBytes) return tooLarge(maxBytes)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

const tooLarge = (maxBytes: number): Problem =>
  problem('too_large', `A body here has at most ${maxBytes} bytes.`, { remedy: 'Send less at once.' })
