/** A server reached by the HTTP+SSE transport of MCP 2024-11-05. */
import type { HttpTransport, UpstreamLimits } from '../../ports/directory.ts'
import type { ChannelLink } from './channel-link.ts'
import { Deadlines } from './deadlines.ts'
import { type ConnectionOptions, HttpConnections } from './http-connections.ts'
import type { Upstream } from './link.ts'
import { SseConversation } from './sse-conversation.ts'

const NOTHING_TO_END = 200

/** How its connections are made, and who is told of oddities. */
export interface SseOptions extends ConnectionOptions {
  /** A message came that nobody waited for, and was dropped. */
  readonly onStray?: (() => void) | undefined
}

/**
 * A stream for each conversation, at most as many as connections are allowed. Its revision knows no protocol headers.
 */
export function openLegacySse(
  transport: HttpTransport,
  limits: UpstreamLimits,
  { onStray, ...options }: SseOptions = {},
): Upstream {
  const connections = new HttpConnections(transport, limits, options)
  const deadlines = new Deadlines(limits.headersTimeout)
  const open = new Map<string, { readonly conversation: SseConversation; readonly link: ChannelLink }>()

  function begin(key: string): ChannelLink {
    const conversation = new SseConversation({
      url: transport.url,
      limits,
      connections,
      deadlines,
      onOver: () => open.delete(key),
      onStray,
    })
    const link = conversation.channel.link(async () => {
      conversation.stop()
      return NOTHING_TO_END
    })
    open.set(key, { conversation, link })
    return link
  }

  return {
    link({ grant, session }) {
      const key = JSON.stringify([grant, session])
      const known = open.get(key)
      if (known !== undefined) return known.link
      return open.size < limits.maxConnections ? begin(key) : undefined
    },
    async close() {
      for (const { conversation } of [...open.values()]) conversation.stop()
      await connections.close()
    },
  }
}
