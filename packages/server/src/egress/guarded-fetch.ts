/** HTTP towards addresses that strangers named: guarded, bounded, never led elsewhere, by no proxy of the environment. */
import { Agent, fetch } from 'undici'
import { guardedConnector, type Resolve } from './connector.ts'
import { DestinationRefused, type Guard } from './guard.ts'

/** `fetch` as callers of the platform's one expect it. */
export type Fetch = typeof globalThis.fetch

/** What may be asked of a stranger. */
export interface FetchLimits {
  /** Milliseconds in all. */
  readonly time: number
  /** Bytes of the body. */
  readonly bytes: number
}

/** For metadata and keys. */
export const METADATA_LIMITS: FetchLimits = { time: 3000, bytes: 10 * 1024 }

/** What came back, or why nothing did: what was tried and what is wrong. */
export type Fetched =
  | { readonly ok: true; readonly status: number; readonly headers: Headers; readonly text: string }
  | {
      readonly ok: false
      readonly problem: string
      /** The same without the address. */
      readonly why: string
      readonly refused: boolean
    }

/** What is sent. */
export interface FetchRequest {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const CONNECT_TIMEOUT = 3000

/**
 * `fetch` whose every connection is judged by the guard; redirects are given back, not followed.
 * @param connectTimeout milliseconds
 */
export function createGuardedFetch(guard: Guard, resolve?: Resolve, connectTimeout = CONNECT_TIMEOUT): Fetch {
  const dispatcher = new Agent({
    connect: guardedConnector(guard, connectTimeout, resolve),
    connections: 8,
    keepAliveTimeout: 1000,
    keepAliveMaxTimeout: 1000,
  })
  // Both are the WHATWG's: the platform's own copy is of another version, and takes no dispatcher of ours.
  const guarded: unknown = (input: Parameters<typeof fetch>[0], init: Parameters<typeof fetch>[1]) =>
    fetch(input, { ...init, redirect: 'manual', dispatcher })
  return guarded as Fetch
}

/** One exchange within limits; never throws. */
export async function fetchBounded(
  fetcher: Fetch,
  url: URL,
  { method = 'GET', headers = {}, body }: FetchRequest = {},
  limits: FetchLimits = METADATA_LIMITS,
): Promise<Fetched> {
  const signal = AbortSignal.timeout(limits.time)
  const failed = (why: string, refused = false): Fetched => ({
    ok: false,
    problem: `${method} ${url.origin}${url.pathname}: ${why}`,
    why,
    refused,
  })
  try {
    const init = { method, headers, signal, redirect: 'manual' as const, ...(body !== undefined && { body }) }
    const response = await fetcher(url, init)
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel()
      return failed(`it answers with HTTP ${response.status} and leads elsewhere, where nobody follows`)
    }
    const text = await textWithin(response, limits.bytes)
    if (text === undefined) return failed(`it sent more than ${limits.bytes} bytes`)
    return { ok: true, status: response.status, headers: response.headers, text }
  } catch (error) {
    if (signal.aborted) return failed(`it gave no whole answer within ${limits.time} ms`)
    const refusal = refusalIn(error)
    return refusal === undefined ? failed(`no connection can be made (${codeIn(error)})`) : failed(refusal, true)
  }
}

async function textWithin({ body }: Response, most: number): Promise<string | undefined> {
  if (body === null) return ''
  const pieces: Uint8Array[] = []
  let size = 0
  const reader = body.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.byteLength
    if (size > most) {
      await reader.cancel()
      return undefined
    }
    pieces.push(read.value)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** Why the guard refused; undefined where it was not the guard. */
export function refusalIn(error: unknown): string | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++)
    if (cause instanceof DestinationRefused) return cause.message
  return undefined
}

function codeIn(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++)
    if ('code' in cause && typeof cause.code === 'string') return cause.code
  return 'unknown cause'
}
