/** Who may speak to a server on loopback: pages of other sites may not (DNS rebinding; MCP 2025-11-25, Streamable HTTP, Security Warning). */
import type { IncomingHttpHeaders } from 'node:http'
import {
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  validateHostHeader,
  validateOriginHeader,
} from '@modelcontextprotocol/server'

const HOSTS = localhostAllowedHostnames()
const ORIGINS = localhostAllowedOrigins()

/**
 * Says why a request must not be served, or nothing when it may: its `Host` must name this machine, and an `Origin`,
 * which only browsers send, must too. Ports do not matter.
 */
export function foreign(headers: IncomingHttpHeaders): string | undefined {
  const host = validateHostHeader(headers.host, HOSTS)
  if (!host.ok) return host.message
  const origin = validateOriginHeader(headers.origin, ORIGINS)
  return origin.ok ? undefined : origin.message
}
