/** Opens the way to a configured server, whatever its transport. */
import type { Server } from '../../ports/directory.ts'
import { openHttp } from './http.ts'
import { openLegacySse } from './legacy-sse.ts'
import type { Upstream } from './link.ts'
import { openStdio, type UpstreamOptions } from './stdio.ts'

/** Connects to nothing and starts nothing until the first message. */
export function openUpstream(server: Server, options: UpstreamOptions): Upstream {
  const { transport, limits } = server
  switch (transport.kind) {
    case 'http':
      return openHttp(transport, limits)
    case 'sse':
      return openLegacySse(transport, limits, options.onStray)
    case 'stdio':
      return openStdio(transport, limits, options)
    default:
      return transport satisfies never
  }
}
