/** A server reached by Streamable HTTP (MCP 2025-03-26 and later). */
import type { HttpTransport, UpstreamLimits } from '../../ports/directory.ts'
import { type ConnectionOptions, HttpConnections } from './http-connections.ts'
import type { Link, Upstream } from './link.ts'

/** Conversations are told apart by their headers, so that all of them share one link and one set of connections. */
export function openHttp(transport: HttpTransport, limits: UpstreamLimits, options: ConnectionOptions = {}): Upstream {
  const connections = new HttpConnections(transport, limits, options)
  let closed = false
  const link: Link = {
    exchange: (outgoing, listener) =>
      connections.post(outgoing, listener, outgoing.kind === 'request' ? 'answer' : 'acknowledgement'),
    listen: (lastEventId, headers, listener) => connections.get(lastEventId, headers, listener),
    close: (headers) => connections.delete(headers),
    get dead() {
      return closed
    },
  }
  return {
    link: () => link,
    close() {
      closed = true
      return connections.close()
    },
  }
}
