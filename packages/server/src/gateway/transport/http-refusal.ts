/** Refusals that HTTP itself carries, before a message was read. */
import type { ServerResponse } from 'node:http'
import { type RefusalCode, refusals } from '../errors.ts'
import { errorAnswer } from '../wire/refusal.ts'

/**
 * Answers a request that is refused by its head. The connection is closed where a body may still be on its way, so that
 * nothing of it is taken for another request.
 */
export function refuseHttp(response: ServerResponse, code: RefusalCode, bodyPending: boolean): void {
  const { http, rpc, note } = refusals[code]
  const body = errorAnswer(undefined, rpc, note)
  const headers = ['content-type', 'application/json', 'content-length', String(body.length)]
  headers.push('x-content-type-options', 'nosniff', 'cache-control', 'no-store')
  if (code === 'unauthenticated') headers.push('www-authenticate', 'Bearer')
  if (code === 'method_not_allowed') headers.push('allow', 'POST, GET, DELETE')
  if (bodyPending) headers.push('connection', 'close')
  response.writeHead(http, headers)
  response.end(body)
}
