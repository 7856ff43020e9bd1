/** Serves an MCP server on loopback over Streamable HTTP, in both eras on one endpoint. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createMcpHandler,
  InMemoryServerEventBus,
  isLegacyRequest,
  type McpServerFactory,
  type ServerEventBus,
} from '@modelcontextprotocol/server'
import { readBody, toRequest, writeResponse } from './bridge.ts'
import { foreign } from './guard.ts'
import { type LegacySessionOptions, legacySessions } from './legacy-sessions.ts'
import { refusal } from './refusal.ts'

/** What is served, where and how. */
export interface ServeHttpOptions extends LegacySessionOptions {
  /** Makes a server instance: for each modern request, and for each legacy session (or request, without sessions). */
  readonly factory: McpServerFactory
  /** TCP port; 0, the default, takes a free one. */
  readonly port?: number | undefined
  /** Address to bind; 127.0.0.1 by default. Requests must name a loopback host whatever it is. */
  readonly host?: string | undefined
  /** Path of the endpoint; `/mcp` by default. */
  readonly path?: string | undefined
  /** Whether the legacy era has sessions (the default) or every request stands alone. */
  readonly legacy?: 'sessions' | 'stateless' | undefined
  /** Which eras are spoken; both by default. */
  readonly eras?: 'both' | 'modern' | 'legacy' | undefined
  /** Longest body in bytes; 4 MiB by default. */
  readonly maxBody?: number | undefined
  /** Carries list and resource changes to `subscriptions/listen` streams of the modern era. */
  readonly bus?: ServerEventBus | undefined
}

/** A server that listens. */
export interface Served {
  /** Where it is, e.g. `http://127.0.0.1:4242/mcp`. */
  readonly url: string
  /** Ends streams, sessions and connections, and stops listening. */
  close(): Promise<void>
}

/** Starts to listen; rejects when the address cannot be bound. */
export async function serveHttp(options: ServeHttpOptions): Promise<Served> {
  const { port = 0, host = '127.0.0.1', path = '/mcp' } = options
  const endpoint = createEndpoint(options)
  const server = createServer((message, response) => {
    answer(message, response).catch(() => response.destroy())
  })

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    await writeResponse(refused(message, path) ?? (await endpoint.fetch(message, response)), response)
  }

  server.listen(port, host)
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', reject)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}${path}`,
    async close() {
      await endpoint.close()
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await stopped
    },
  }
}

function refused(message: IncomingMessage, path: string): Response | undefined {
  const stranger = foreign(message.headers)
  if (stranger !== undefined) return refusal(403, -32000, stranger)
  return message.url?.split('?', 1)[0] === path ? undefined : refusal(404, -32000, `Not Found: serves ${path} only`)
}

interface Endpoint {
  fetch(message: IncomingMessage, response: ServerResponse): Promise<Response>
  close(): Promise<void>
}

function createEndpoint(options: ServeHttpOptions): Endpoint {
  const { factory, legacy = 'sessions', maxBody = 4 * 1024 * 1024, bus = new InMemoryServerEventBus() } = options
  const modern = createMcpHandler(factory, { bus, legacy: legacy === 'sessions' ? 'reject' : legacy })
  const sessions = legacy === 'sessions' && options.eras !== 'modern' ? legacySessions(options) : undefined

  async function route(request: Request, body: unknown): Promise<Response> {
    const isLegacy = options.eras === 'legacy' || (sessions && (await isLegacyRequest(request, body)))
    if (sessions && isLegacy) return sessions.fetch(request, body)
    return modern.fetch(request, { parsedBody: body })
  }

  return {
    async fetch(message, response) {
      if (message.method !== 'POST') return route(toRequest(message, response), undefined)
      const bytes = await readBody(message, maxBody)
      if (bytes === undefined) return refusal(413, -32000, `Payload Too Large: at most ${maxBody} bytes`)
      const body = parseJson(bytes)
      return body === undefined
        ? modern.fetch(toRequest(message, response, bytes))
        : route(toRequest(message, response), body)
    },
    async close() {
      await Promise.all([modern.close(), sessions?.close()])
    },
  }
}

/** Parsed once here, so that neither the routing nor the SDK reads the body again; nothing when it is no JSON. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
