/** Everything behind the control plane's listener: API, description, pages, and what other specifications ask for. */
import type { Control } from '../control.ts'
import type { ServerOf } from './access.ts'
import type { Authenticate } from './authenticate.ts'
import { describeApi } from './describe.ts'
import { mountRaw, type RawRoute } from './raw.ts'
import type { Route } from './route.ts'
import { type ApiApp, type ApiBindings, createRouter } from './router.ts'

/** What is needed to answer. */
export interface AppOptions {
  readonly control: Control
  readonly routes: readonly Route[]
  readonly raw: readonly RawRoute[]
  readonly authenticate: Authenticate
  readonly serverOf: ServerOf
  readonly onError: (error: unknown) => void
}

/** Answers requests. */
export type Answerer = (request: Request, bindings: ApiBindings) => Promise<Response>

/** Creates it. */
export function createApp({ raw, ...options }: AppOptions): Answerer {
  const app: ApiApp = createRouter(options)
  describeApi(app, options)
  mountRaw(app, options.control, raw)
  return async (request, bindings) => secured(await app.fetch(request, bindings))
}

/** What every answer says to browsers, unless a page says something stricter or its own. */
const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
}

function secured(response: Response): Response {
  const headers = new Headers(response.headers)
  for (const [name, value] of Object.entries(HEADERS)) if (!headers.has(name)) headers.set(name, value)
  return new Response(response.body, { status: response.status, headers })
}
