/** The registry's API, read page by page (OpenAPI 2025-12-01, `GET /v0.1/servers`): politely, within bounds. */

/** The official registry. */
export const OFFICIAL_REGISTRY = 'https://registry.modelcontextprotocol.io'

/** How one page is asked for. */
export interface PageRequest {
  readonly registry: URL
  readonly cursor?: string | undefined
  /** RFC 3339: only what changed since. */
  readonly updatedSince?: string | undefined
  /** Ends the wait. */
  readonly signal: AbortSignal
  /** Told before each pause: why, and how many milliseconds. */
  readonly onPause?: (why: string, milliseconds: number) => void
  /** Milliseconds of the first pause; each next is twice as long. */
  readonly firstPause?: number
}

/** A page as it came, or why there is none. */
export type PageAnswer =
  | { readonly ok: true; readonly page: unknown }
  | { readonly ok: false; readonly problem: string; readonly status?: number }

const PAGE = 100
const MAX_BYTES = 8 * 1024 * 1024
const TIMEOUT = 30_000
const ATTEMPTS = 6
const FIRST_PAUSE = 500
const LONGEST_PAUSE = 60_000
const REDIRECTS = 3
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

/** The address of a registry, as people give it; undefined where it is none. Plain http only on this machine. */
export function registryAddress(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const isLocal = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) return undefined
  const path = url.pathname.replace(/\/+$/, '').replace(/(?:\/v0(?:\.1)?)?\/servers$/, '')
  return new URL(`${url.origin}${path.replace(/\/v0(?:\.1)?$/, '')}/v0.1/servers`)
}

/** Why an attempt failed; `again` is how long the server asked to be left alone, in milliseconds. */
interface Failed {
  readonly ok: false
  readonly problem: string
  readonly status?: number
  readonly passing: boolean
  readonly again?: number
}

/** One page; what may pass is tried again after a pause that grows, one request at a time. */
export async function readPage(request: PageRequest): Promise<PageAnswer> {
  const { firstPause = FIRST_PAUSE, signal, onPause } = request
  for (let attempt = 1; ; attempt++) {
    const answer = await attemptPage(request)
    if (answer.ok || !answer.passing || attempt === ATTEMPTS || signal.aborted) return answer
    const pause = Math.min(answer.again ?? firstPause * 2 ** (attempt - 1), LONGEST_PAUSE)
    onPause?.(answer.problem, pause)
    await sleep(pause, signal)
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })
}

function addressOf({ registry, cursor, updatedSince }: PageRequest): URL {
  const url = new URL(registry)
  url.searchParams.set('limit', String(PAGE))
  if (cursor !== undefined) url.searchParams.set('cursor', cursor)
  if (updatedSince !== undefined) url.searchParams.set('updated_since', updatedSince)
  return url
}

async function attemptPage(request: PageRequest): Promise<{ readonly ok: true; readonly page: unknown } | Failed> {
  const host = request.registry.host
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT)])
  try {
    const response = await fetchWithin(addressOf(request), signal)
    if (response === undefined)
      return { ok: false, passing: false, problem: `${host} sends elsewhere: it is not followed` }
    if (!response.ok) return refused(host, response)
    const text = await boundedText(response)
    if (text === undefined)
      return { ok: false, passing: false, problem: `${host} sent more than ${MAX_BYTES} bytes for one page` }
    return pageOf(host, text)
  } catch (error) {
    if (request.signal.aborted) return { ok: false, passing: false, problem: 'it was interrupted' }
    const late = error instanceof Error && error.name === 'TimeoutError'
    const why = late ? `gave no whole answer within ${TIMEOUT / 1000} s` : 'cannot be reached, or cut the connection'
    return { ok: false, passing: true, problem: `${host} ${why}` }
  }
}

/** Follows redirects within the origin; undefined where one leads elsewhere. */
async function fetchWithin(address: URL, signal: AbortSignal): Promise<Response | undefined> {
  let url = address
  for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
    const response = await fetch(url.href, { redirect: 'manual', signal, headers: { accept: 'application/json' } })
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
    if (location === null) return response
    await response.body?.cancel()
    if (!URL.canParse(location, url.href)) return undefined
    url = new URL(location, url)
    if (url.origin !== address.origin) return undefined
  }
  return undefined
}

async function refused(host: string, response: Response): Promise<Failed> {
  await response.body?.cancel()
  const { status } = response
  const after = response.headers.get('retry-after') ?? ''
  return {
    ok: false,
    status,
    passing: PASSING.has(status),
    problem: `${host} answers with HTTP ${status}`,
    ...(/^\d{1,4}$/.test(after) && { again: Number(after) * 1000 }),
  }
}

async function boundedText(response: Response): Promise<string | undefined> {
  if (response.body === null) return ''
  const pieces: Uint8Array[] = []
  let size = 0
  const reader = response.body.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.byteLength
    if (size > MAX_BYTES) {
      await reader.cancel()
      return undefined
    }
    pieces.push(read.value)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function pageOf(host: string, text: string): { readonly ok: true; readonly page: unknown } | Failed {
  try {
    const page: unknown = JSON.parse(text)
    if (typeof page === 'object' && page !== null && 'servers' in page && Array.isArray(page.servers))
      return { ok: true, page }
  } catch {
    // Said below.
  }
  return { ok: false, passing: false, problem: `${host} answers with something that is no page of a registry` }
}
