/** Refusals that HTTP itself carries, before a message was read. */
import { type RefusalCode, refusals } from '../errors.ts'
import { errorAnswer } from '../wire/refusal.ts'
import type { Answer } from './exchange.ts'

/** What a refusal tells beside its code. */
export interface RefusalHeaders {
  /** Of a 401. */
  readonly challenge?: string | undefined
  /** Seconds. */
  readonly retryAfter?: number | undefined
}

/** How long a body that nobody wants is let come, milliseconds. */
const LINGER = 1000

/**
 * Answers a request that is refused by its head. The connection is closed where a body may still be on its way, so that
 * nothing of it is taken for another request.
 */
export function refuseHttp(
  response: Answer,
  code: RefusalCode,
  bodyPending: boolean,
  { challenge = 'Bearer', retryAfter }: RefusalHeaders = {},
): void {
  const { http, rpc, note } = refusals[code]
  const body = errorAnswer(undefined, rpc, note)
  const headers = ['content-type', 'application/json', 'content-length', String(body.length)]
  headers.push('x-content-type-options', 'nosniff', 'cache-control', 'no-store')
  if (code === 'unauthenticated') headers.push('www-authenticate', challenge)
  if (code === 'method_not_allowed') headers.push('allow', 'POST, GET, DELETE')
  if (retryAfter !== undefined) headers.push('retry-after', String(retryAfter))
  if (bodyPending) headers.push('connection', 'close')
  // What is an answer to a message is none to a request for a stream.
  response.writeHead(http < 400 ? 403 : http, headers)
  if (bodyPending) endAfterBody(response, body)
  else response.end(body)
}

/**
 * Closes when the client has sent what it was sending: closing before would reset the connection, and the answer would be
 * lost with it (RFC 9112, section 9.6). What comes is dropped.
 */
function endAfterBody(response: Answer, body: Buffer): void {
  const { req: request } = response
  if (request.readableEnded) {
    response.end(body)
    return
  }
  response.write(body)
  const timer = setTimeout(() => response.end(), LINGER)
  const end = (): void => {
    clearTimeout(timer)
    response.end()
  }
  request.on('end', end)
  request.on('close', end)
  request.resume()
}
