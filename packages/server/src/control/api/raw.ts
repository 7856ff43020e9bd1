/** Addresses beside the API: pages for people, endpoints that other specifications name. They see the request as it is. */
import type { Instant } from '@portcullis/engine'
import type { Control } from '../control.ts'
import { isProblem, problemResponse } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'
import { readBody } from './read-body.ts'
import type { ApiApp } from './router.ts'

/** A request to such an address. */
export interface RawAsked {
  readonly control: Control
  /** Its body is no longer than the route allows. */
  readonly request: Request
  /** Named parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly address: string
  readonly at: Instant
}

/** One such address. */
export interface RawRoute {
  readonly methods: readonly ('GET' | 'POST' | 'PUT' | 'DELETE')[]
  /** The whole path: `/oauth/token`, `/.well-known/oauth-authorization-server`, `/consent/{id}`. */
  readonly path: string
  /** Pages of other origins may call it, without cookies: what programs in browsers need of OAuth. */
  readonly openToPages?: true
  /** Largest body in bytes, if not 64 kB. */
  readonly maxBody?: number
  /** Files that lie in memory: a page loads dozens of them at once, and nobody is asked anything for them. */
  readonly free?: true
  readonly run: (asked: RawAsked) => Promise<Response> | Response
}

const MAX_BODY = 64 * 1024

/** Adds the addresses to the app. */
export function mountRaw(app: ApiApp, control: Control, routes: readonly RawRoute[]): void {
  const limit = createRateLimit(control.clock)
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1')
    app.on([...route.methods], path, async (c) => {
      const tooOften = route.free ? undefined : limit(undefined, c.env.address)
      if (tooOften !== undefined) return problemResponse(tooOften)
      const request = await bounded(c.req.raw, route.maxBody ?? MAX_BODY)
      if (request instanceof Response) return request
      const at = control.clock.now()
      return shared(route, await route.run({ control, request, params: c.req.param(), address: c.env.address, at }))
    })
    if (route.openToPages) app.on('OPTIONS', path, () => shared(route, new Response(null, { status: 204 })))
  }
}

/** Whether pages of other origins may call an address. */
export function openAddresses(routes: readonly RawRoute[]): (method: string, path: string) => boolean {
  const open = routes
    .filter(({ openToPages }) => openToPages === true)
    .map(({ methods, path }) => ({ methods: new Set<string>([...methods, 'OPTIONS']), form: formOf(path) }))
  return (method, path) => open.some(({ methods, form }) => methods.has(method) && form.test(path))
}

const formOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}$`)

/** The request with a body that was read within its bound. */
async function bounded(request: Request, maxBody: number): Promise<Request | Response> {
  if (request.body === null) return request
  const body = await readBody(request, maxBody)
  if (isProblem(body)) return problemResponse(body)
  return new Request(request.url, { method: request.method, headers: request.headers, body, signal: request.signal })
}

/** Says to browsers who may read the answer (CORS). */
function shared({ openToPages, methods }: RawRoute, response: Response): Response {
  if (openToPages !== true) return response
  const headers = new Headers(response.headers)
  headers.set('access-control-allow-origin', '*')
  headers.set('access-control-allow-methods', methods.join(', '))
  headers.set('access-control-allow-headers', 'authorization, content-type, mcp-protocol-version')
  headers.set('access-control-expose-headers', 'www-authenticate')
  headers.set('cross-origin-resource-policy', 'cross-origin')
  return new Response(response.body, { status: response.status, headers })
}
