/** `fetch` for servers that are only asked for their tools: counted, and never led elsewhere. */
import type { FetchLike } from '@modelcontextprotocol/client'
import type { Budget } from './budget.ts'
import { IntrospectError } from './failure.ts'

/** What the server answered last; undefined where it never did. */
export interface HttpStatus {
  asked: boolean
  last: number | undefined
  /** What it asks for, where it refused for want of credentials: `WWW-Authenticate`. */
  challenge: string | undefined
}

/** `dial` within a budget. A redirect is not followed: whoever is asked was named by somebody, others were not. */
export function boundedFetch({ spend, signal, fail }: Budget, status: HttpStatus, dial: typeof fetch): FetchLike {
  return async (url, init) => {
    const own = init?.signal
    status.asked = true
    const response = await dial(url, {
      ...init,
      redirect: 'manual',
      signal: own === undefined || own === null ? signal : AbortSignal.any([own, signal]),
    })
    status.last = response.status
    if (response.status === 401 || response.status === 403)
      status.challenge = response.headers.get('www-authenticate') ?? undefined
    if (response.status >= 300 && response.status < 400)
      fail(new IntrospectError('unreachable', `it answers with HTTP ${response.status} and leads elsewhere`))
    if (response.body === null) return response
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          spend(chunk.byteLength)
          controller.enqueue(chunk)
        },
      }),
    )
    return new Response(counted, response)
  }
}
