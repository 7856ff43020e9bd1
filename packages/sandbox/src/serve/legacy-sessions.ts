/** Sessions of the legacy era: one server instance for each `Mcp-Session-Id` (MCP 2025-11-25, Session Management). */
import { randomUUID } from 'node:crypto'
import {
  type EventStore,
  isInitializeRequest,
  type McpServerFactory,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import { refusal } from './refusal.ts'

/** How legacy sessions are served. */
export interface LegacySessionOptions {
  /** Makes the server instance of a new session. */
  readonly factory: McpServerFactory
  /** Answers requests with JSON instead of a stream; what a server says while it works is then lost. */
  readonly json?: boolean | undefined
  /** Makes the event store of a new session; with one, streams can be resumed by `Last-Event-ID`. */
  readonly eventStore?: (() => EventStore) | undefined
  /** Milliseconds after which a client whose stream was closed should come back (the `retry:` field). */
  readonly retryMs?: number | undefined
  /** Open sessions; beyond it the one that was used least recently is closed. */
  readonly maxSessions?: number | undefined
}

/** The open sessions of one endpoint. */
export interface LegacySessions {
  /** Answers one legacy request; `body` is its parsed JSON, if it has a body. */
  fetch(request: Request, body: unknown): Promise<Response>
  /** Ends every session. */
  close(): Promise<void>
}

/** Serves the legacy era with sessions. */
export function legacySessions(options: LegacySessionOptions): LegacySessions {
  const { maxSessions = 1024 } = options
  const open = new Map<string, WebStandardStreamableHTTPServerTransport>()

  async function begin(request: Request): Promise<WebStandardStreamableHTTPServerTransport> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void open.set(id, transport),
      enableJsonResponse: options.json ?? false,
      ...(options.eventStore && { eventStore: options.eventStore() }),
      ...(options.retryMs !== undefined && { retryInterval: options.retryMs }),
    })
    const server = await options.factory({ era: 'legacy', requestInfo: request })
    await server.connect(transport)
    const closed = transport.onclose
    transport.onclose = () => {
      if (transport.sessionId !== undefined) open.delete(transport.sessionId)
      closed?.()
    }
    return transport
  }

  async function makeRoom(): Promise<void> {
    const [oldest] = open.values()
    if (open.size >= maxSessions) await oldest?.close()
  }

  return {
    async fetch(request, body) {
      const id = request.headers.get('mcp-session-id')
      if (id === null) {
        if (!isInitializeRequest(body)) return refusal(400, -32000, 'Bad Request: Mcp-Session-Id header is required')
        await makeRoom()
        return (await begin(request)).handleRequest(request, { parsedBody: body })
      }
      const transport = open.get(id)
      if (transport === undefined) return refusal(404, -32001, 'Session not found')
      open.delete(id)
      open.set(id, transport)
      return transport.handleRequest(request, { parsedBody: body })
    },
    async close() {
      await Promise.all([...open.values()].map((transport) => transport.close()))
    },
  }
}
