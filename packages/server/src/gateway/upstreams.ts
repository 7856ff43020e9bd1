/** The upstreams of this gateway: one for each configured server, replaced when its configuration changes. */
import type { Server } from '../ports/directory.ts'
import type { Upstream } from './upstream/link.ts'

export interface Upstreams {
  of(server: Server): Upstream
  /** Closes what no configured server uses any more. */
  retain(servers: readonly Server[]): void
  close(): Promise<void>
}

/** Two servers with the same identity share connections and children. It holds credentials: never log it. */
function identityOf(server: Server): string {
  const { transport } = server
  const place = transport.kind === 'stdio' ? transport : { ...transport, url: transport.url.href }
  return JSON.stringify([server.slug, place, server.limits])
}

/** @param open makes the connections or children of one server */
export function createUpstreams(open: (server: Server) => Upstream): Upstreams {
  const byIdentity = new Map<string, Upstream>()
  let quick = new WeakMap<Server, Upstream>()
  const closing = new Set<Promise<void>>()

  function close(identity: string, upstream: Upstream): void {
    byIdentity.delete(identity)
    const done = upstream.close().finally(() => closing.delete(done))
    closing.add(done)
  }

  function find(server: Server): Upstream {
    const identity = identityOf(server)
    const known = byIdentity.get(identity)
    if (known !== undefined) return known
    const upstream = open(server)
    byIdentity.set(identity, upstream)
    return upstream
  }

  return {
    of(server) {
      const known = quick.get(server)
      if (known !== undefined) return known
      const upstream = find(server)
      quick.set(server, upstream)
      return upstream
    },
    retain(servers) {
      const wanted = new Set(servers.map(identityOf))
      for (const [identity, upstream] of byIdentity) if (!wanted.has(identity)) close(identity, upstream)
      quick = new WeakMap()
    },
    async close() {
      for (const [identity, upstream] of byIdentity) close(identity, upstream)
      await Promise.all(closing)
    },
  }
}
