/** An MCP server whose every answer a test writes, and which remembers everything that reached it. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A request that arrived, with its whole body. */
export interface Received {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  /** The body, where it is JSON. */
  readonly message: RpcMessage
}

export interface RpcMessage {
  readonly id?: unknown
  readonly method?: string
  readonly params?: {
    readonly name?: string
    readonly cursor?: string
    readonly arguments?: Readonly<Record<string, unknown>>
  }
}

/** Answers one request in a way of its own. */
export type Script = (received: Received, answer: ServerResponse) => void

export interface UpstreamWish {
  /** Names, or whole definitions, of the tools that it lists. */
  readonly tools?: readonly (string | object)[]
  /** By the tool that is called, or by the method of anything else. */
  readonly scripts?: Readonly<Record<string, Script>>
  /** `initialize` opens a session. */
  readonly sessions?: boolean
  /** Milliseconds that it keeps an idle connection. */
  readonly keepAliveTimeout?: number
}

export interface ScriptedUpstream {
  readonly url: string
  /** Everything that arrived, whatever it was. */
  readonly received: Received[]
  /** How many calls of a tool arrived. */
  calls(tool: string): number
  /** How many calls arrived in all. */
  readonly callCount: number
  /** Connections that are open. */
  readonly sockets: ReadonlySet<Socket>
  /** Changes what it does from now on. */
  script(name: string, script: Script): void
  close(): Promise<void>
}

/** Listens on a free port. */
export async function startUpstream(wish: UpstreamWish = {}): Promise<ScriptedUpstream> {
  const received: Received[] = []
  const counts = new Map<string, number>()
  const scripts = new Map(Object.entries(wish.scripts ?? {}))
  const sockets = new Set<Socket>()
  let callCount = 0
  let sessions = 0

  const standard: Script = ({ message: { id, method } }, answer) => {
    if (method === 'tools/list') return answerJson(answer, id, listOf(wish.tools ?? []))
    if (method === 'initialize') {
      const headers = wish.sessions === true ? { 'mcp-session-id': `session-${++sessions}` } : {}
      return answerJson(answer, id, INITIALIZED, headers)
    }
    if (method === 'tools/call') return answerJson(answer, id, TOOL_RESULT)
    if (id === undefined || method === undefined) return void answer.writeHead(202).end()
    answerJson(answer, id, { resultType: 'complete' })
  }

  const server = createServer({ keepAliveTimeout: wish.keepAliveTimeout ?? 5000 }, (incoming, answer) => {
    const pieces: Buffer[] = []
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.on('end', () => {
      const { method = '', headers, rawHeaders } = incoming
      const body = Buffer.concat(pieces)
      const message = parse(body)
      const got = { method, headers, rawHeaders, body, message }
      received.push(got)
      const tool = message.method === 'tools/call' ? message.params?.name : undefined
      if (tool !== undefined) {
        callCount += 1
        counts.set(tool, (counts.get(tool) ?? 0) + 1)
      }
      const script = scripts.get(tool ?? message.method ?? method) ?? standard
      script(got, answer)
    })
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}/mcp`,
    received,
    calls: (tool) => counts.get(tool) ?? 0,
    get callCount() {
      return callCount
    },
    sockets,
    script: (name, script) => void scripts.set(name, script),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const INITIALIZED = {
  protocolVersion: '2025-11-25',
  capabilities: { tools: {} },
  serverInfo: { name: 'scripted', version: '1' },
}

/** What every call answers that has no script. */
export const TOOL_RESULT = { content: [{ type: 'text', text: 'done' }], resultType: 'complete' }

const listOf = (tools: readonly (string | object)[]) => ({
  tools: tools.map((tool) => (typeof tool === 'string' ? { name: tool, inputSchema: { type: 'object' } } : tool)),
  resultType: 'complete',
  ttlMs: 0,
  cacheScope: 'private',
})

/** Answers with a result as JSON. */
export function answerJson(
  answer: ServerResponse,
  id: unknown,
  result: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  answerText(answer, JSON.stringify({ jsonrpc: '2.0', id, result }), headers)
}

/** Answers with a body that says it is JSON. */
export function answerText(
  answer: ServerResponse,
  text: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  answer.writeHead(200, { 'content-type': 'application/json', ...headers }).end(text)
}

/** Begins an event stream. */
export const beginEvents = (answer: ServerResponse): ServerResponse =>
  answer.writeHead(200, { 'content-type': 'text/event-stream' })

/** One event that carries a message. */
export const eventOf = (message: object): string => `event: message\ndata: ${JSON.stringify(message)}\n\n`

function parse(body: Buffer): RpcMessage {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
