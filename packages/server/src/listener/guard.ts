/** Who is answered: under a listener's own names, and pages of its own origin (DNS rebinding: MCP, transports, security warning). */
import type { IncomingHttpHeaders } from 'node:http'

/** From the configuration, once. */
export interface GuardRules {
  /** Lower-case `host` or `host:port` values that are answered. */
  readonly hosts: ReadonlySet<string>
  /** Pages of any origin may read; where a function says so, they may also send. */
  readonly openToPages: boolean | ((method: string, path: string) => boolean)
  /** Methods beside GET, HEAD, POST, DELETE and OPTIONS. */
  readonly methods?: readonly string[]
}

/** A request, as far as the guard looks at it. */
export interface Asked {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly url?: string | undefined
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'])
const ORIGIN = /^https?:\/\/([^/@?#]{1,300})$/
const DEFAULT_PORTS = /:(?:80|443)$/

/** The status with which a request is refused before anything of it is read; undefined: it is answered. */
export function refuse(asked: Asked, rules: GuardRules): 403 | 405 | 421 | undefined {
  if (!isOwnHost(asked.headers.host ?? '', rules)) return 421
  if (!METHODS.has(asked.method) && rules.methods?.includes(asked.method) !== true) return 405
  return mayAsk(asked, rules) ? undefined : 403
}

function isOwnHost(host: string, { hosts }: GuardRules): boolean {
  const lower = host.toLowerCase()
  return hosts.has(lower) || hosts.has(lower.replace(DEFAULT_PORTS, ''))
}

/** Links from anywhere lead here; what a stranger's page loads or sends by itself does not get through. */
function mayAsk(asked: Asked, rules: GuardRules): boolean {
  const { method, headers } = asked
  const { origin } = headers
  const site = headers['sec-fetch-site']
  if (isOpen(asked, rules)) return true
  // A strict referrer policy makes browsers hide the origin from a site's own forms.
  if (origin === 'null') return site === 'same-origin'
  if (origin !== undefined) return isOwnHost(ORIGIN.exec(origin.toLowerCase())?.[1] ?? '', rules)
  if (site === undefined || site === 'same-origin' || site === 'none') return true
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate'
}

function isOpen({ method, url = '' }: Asked, { openToPages }: GuardRules): boolean {
  if (typeof openToPages === 'function') return openToPages(method, url.split('?', 1)[0] ?? '')
  return openToPages && (method === 'GET' || method === 'HEAD' || method === 'OPTIONS')
}
