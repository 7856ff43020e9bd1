/** The HTTP listener: Streamable HTTP in both eras at `/mcp/<server>`, and HTTP+SSE for old clients at `/sse/<server>`. */
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Environment } from '../environment.ts'
import type { AdmissionRules } from './admission.ts'
import { type Admitted, admit } from './admit.ts'
import { createBodyBudget } from './body.ts'
import { createFailedTokens } from './failed-tokens.ts'
import { refuseHttp } from './http-refusal.ts'
import { type Listening, route } from './http-routes.ts'
import type { HttpSettings } from './http-settings.ts'
import { createMailboxes } from './legacy-sse.ts'
import { answerMetadata } from './protected-resource.ts'

/** A listener that is open. */
export interface HttpListener {
  readonly port: number
  /** Judges the next requests by other settings, with a renewed certificate; address and timeouts stay until the next start. */
  adopt(settings: HttpSettings): void
  /** Takes no new connections; resolves when those that are answering have ended, or after `grace` milliseconds. */
  close(grace: number): Promise<void>
}

/** Listens; resolves when requests can come, rejects when the address cannot be had. */
export async function listenHttp(env: Environment, settings: HttpSettings): Promise<HttpListener> {
  const flow = createRequestFlow(env, settings)
  const options = {
    maxHeaderSize: settings.maxHeadBytes,
    headersTimeout: settings.headTimeout,
    requestTimeout: settings.requestTimeout,
    keepAliveTimeout: settings.keepAliveTimeout,
    connectionsCheckingInterval: Math.min(1000, settings.headTimeout),
    // Duplicates are refused by our own reading of the head; joining them would hide them.
    joinDuplicateHeaders: false,
    noDelay: true,
  }
  const tlsServer =
    settings.tls === undefined ? undefined : createTlsServer({ ...options, ...settings.tls }, flow.serve)
  const server: HttpServer = tlsServer ?? createServer(options, flow.serve)
  server.maxConnections = settings.maxConnections
  // The head is bounded by its size. A bound by number would leave later headers out without a word, an Origin among them.
  server.maxHeadersCount = 0
  server.on('checkContinue', (_request, response) => refuseHttp(response, 'malformed_head', true))
  server.on('upgrade', (_request, socket) => socket.destroy())
  server.on('clientError', answerBadRequest)
  const sockets = openSockets(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, () => resolve())
  })
  const address = server.address()
  const port = address === null || typeof address === 'string' ? settings.port : address.port
  flow.adopt(settings, port)
  const close = (grace: number): Promise<void> => {
    flow.endStreams()
    return closeServer(server, sockets, grace)
  }
  const adopt = (next: HttpSettings): void => {
    if (next.tls !== undefined) tlsServer?.setSecureContext(next.tls)
    flow.adopt(next, port)
  }
  return { port, adopt, close }
}

/** The connections that are open now. */
function openSockets(server: HttpServer): ReadonlySet<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return sockets
}

/** Requests in, under the settings that hold now. */
function createRequestFlow(env: Environment, initial: HttpSettings) {
  const budget = createBodyBudget(initial.maxBufferedBytes, initial.maxBufferedBytesPerGrant)
  const mailboxes = createMailboxes()
  const failedTokens = createFailedTokens()
  let rules: AdmissionRules = { ...initial, allowedHosts: new Set(), failedTokens }
  let listening: Listening = { env, settings: initial, budget, mailboxes }

  return {
    adopt(settings: HttpSettings, port: number): void {
      rules = { ...settings, allowedHosts: settings.allowedHosts(port), failedTokens }
      listening = { env, settings, budget, mailboxes }
    },
    endStreams: () => mailboxes.closeAll(),
    serve(request: IncomingMessage, response: ServerResponse): void {
      serveAdmitted(listening, rules, admit(env, rules, request), { request, response })
    },
  }
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

function serveAdmitted(on: Listening, rules: AdmissionRules, found: Admitted, { request, response }: Exchange): void {
  const { env } = on
  if ('caller' in found) return route(on, found, request, response)
  if ('describes' in found) return answerMetadata(response, found.describes)
  if ('asked' in found) {
    const again = (): void => serveAdmitted(on, rules, admit(env, rules, request, true), { request, response })
    return void found.asked.then(again)
  }
  if (found.by === undefined) env.recorder.unidentified(found.refused)
  else env.recorder.unread(found.by, found.refused)
  refuseHttp(response, found.refused, request.method === 'POST', found)
}

/** What `node:http` could not read is answered as shortly as it was judged, and the connection ends. */
function answerBadRequest(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

/** Connections that fall idle are closed at once, the others after `grace` milliseconds. */
async function closeServer(server: HttpServer, sockets: ReadonlySet<Socket>, grace: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const idle = setInterval(() => {
    server.closeIdleConnections()
    // Connections that were opened in advance, and never used, are not idle by the server's own count.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }, 50)
  const timer = setTimeout(() => server.closeAllConnections(), grace)
  await closed
  clearInterval(idle)
  clearTimeout(timer)
}
