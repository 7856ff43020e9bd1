/** Opens the way to a configured server, whatever its transport. */
import type { buildConnector } from 'undici'
import type { Server } from '../../ports/directory.ts'
import { administered, type Care } from './administered.ts'
import { openHttp } from './http.ts'
import { openLegacySse } from './legacy-sse.ts'
import type { Upstream } from './link.ts'
import type { Dial } from './own-client/dial.ts'
import { openStdio, type UpstreamOptions } from './stdio.ts'

/** What the control plane does around a server that it keeps. */
export interface Administering extends Care {
  /** Judges and opens connections. */
  readonly connect: buildConnector.connector | undefined
  /** The same judgement, for our own client. */
  readonly dial?: Dial | undefined
}

/**
 * Connects to nothing and starts nothing until the first message.
 * @param administering undefined: the server stands in the configuration file
 */
export function openUpstream(server: Server, options: UpstreamOptions, administering?: Administering): Upstream {
  const { tally, client } = options
  if (administering === undefined) return open(server, options, { tally, client })
  const { connect, dial, credential } = administering
  const lent = credential && (() => credential.current())
  const way = open(server, options, { connect, dial, tally, client, credential: lent })
  return administered(way, administering)
}

function open(
  { transport, limits }: Server,
  options: UpstreamOptions,
  connections: Parameters<typeof openHttp>[2],
): Upstream {
  switch (transport.kind) {
    case 'http':
      return openHttp(transport, limits, connections)
    case 'sse':
      return openLegacySse(transport, limits, { ...connections, onStray: options.onStray })
    case 'stdio':
      return openStdio(transport, limits, options)
    default:
      return transport satisfies never
  }
}
