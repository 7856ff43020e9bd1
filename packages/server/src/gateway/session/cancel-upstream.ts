/** Tells a server that nobody waits for the answer to a request any more. */
import { deaf } from '../answer/server-messages.ts'
import type { RequestMessage } from '../wire/message.ts'
import { type Conversation, sessionHeaders } from './conversation.ts'

/**
 * For requests whose exchange was cancelled from our side. In the modern era the closed stream says it, and channels say
 * it by themselves; a server of Streamable HTTP in the legacy era has to be told (MCP 2025-11-25, cancellation).
 */
export function cancelUpstream(conversation: Conversation, { era, method, idText }: RequestMessage): void {
  if (era !== 'legacy' || method === 'initialize' || conversation.caller.server.transport.kind !== 'http') return
  const params = `{"requestId":${idText},"reason":"Stopped by an operator."}`
  conversation.link.exchange(
    {
      kind: 'notification',
      bytes: Buffer.from(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":${params}}`),
      era,
      id: undefined,
      method: 'notifications/cancelled',
      progressToken: undefined,
      headers: sessionHeaders(conversation),
    },
    deaf,
  )
}
