/** The HTTP listener: Streamable HTTP in both eras at `/mcp/<server>`, and HTTP+SSE for old clients at `/sse/<server>`. */
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Environment } from '../environment.ts'
import type { RefusalCode } from '../errors.ts'
import { identify, presentedDigest, type TokenMemo } from '../identify.ts'
import { type AdmissionRules, readTarget, refuseBody, refuseCaller, type Target } from './admission.ts'
import { createBodyBudget } from './body.ts'
import { readHead } from './http-head.ts'
import { refuseHttp } from './http-refusal.ts'
import { type Listening, type Route, route } from './http-routes.ts'
import type { HttpSettings } from './http-settings.ts'
import { createMailboxes } from './legacy-sse.ts'

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

const memos = new WeakMap<Socket, TokenMemo>()

function memoOf(socket: Socket): TokenMemo {
  const known = memos.get(socket)
  if (known !== undefined) return known
  const fresh = { header: '', digest: undefined }
  memos.set(socket, fresh)
  return fresh
}

/** Requests in, under the settings that hold now. */
function createRequestFlow(env: Environment, initial: HttpSettings) {
  const budget = createBodyBudget(initial.maxBufferedBytes, initial.maxBufferedBytesPerGrant)
  const mailboxes = createMailboxes()
  let rules: AdmissionRules = { ...initial, allowedHosts: new Set() }
  let listening: Listening = { env, settings: initial, budget, mailboxes }

  return {
    adopt(settings: HttpSettings, port: number): void {
      rules = { ...settings, allowedHosts: settings.allowedHosts(port) }
      listening = { env, settings, budget, mailboxes }
    },
    endStreams: () => mailboxes.closeAll(),
    serve(request: IncomingMessage, response: ServerResponse): void {
      const found = admit(env, rules, request)
      if (typeof found !== 'string') return route(listening, found, request, response)
      env.recorder.unidentified(found)
      refuseHttp(response, found, request.method === 'POST')
    },
  }
}

/** Everything that is judged before a byte of the body is read. */
function admit(env: Environment, rules: AdmissionRules, request: IncomingMessage): Route | RefusalCode {
  const head = readHead(request.rawHeaders)
  if (typeof head === 'string') return head
  const barred = refuseCaller(head, rules)
  if (barred !== undefined) return barred
  const target = readTarget(request.url ?? '')
  if (target === undefined) return 'unknown_target'
  const wrong =
    refuseMethod(request.method, target) ?? (request.method === 'POST' ? refuseBody(head, rules) : undefined)
  if (wrong !== undefined) return wrong
  const digest = presentedDigest(head.authorization, memoOf(request.socket))
  const again = () => identify(env.directory, digest, target.slug, env.clock.now())
  const caller = again()
  if (typeof caller === 'string') return caller === 'unknown_server' ? caller : 'unauthenticated'
  return { head, target, caller, identifyAgain: again }
}

function refuseMethod(method: string | undefined, target: Target): RefusalCode | undefined {
  if (target.endpoint === 'mcp') {
    return method === 'POST' || method === 'GET' || method === 'DELETE' ? undefined : 'method_not_allowed'
  }
  const wanted = target.mailbox === undefined ? 'GET' : 'POST'
  return method === wanted ? undefined : 'method_not_allowed'
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
