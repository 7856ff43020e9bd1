/** The HTTP listener: Streamable HTTP in both eras at `/mcp/<server>`, and HTTP+SSE for old clients at `/sse/<server>`. */
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Environment } from '../environment.ts'
import type { TokenMemo } from '../identify.ts'
import type { AdmissionRules } from './admission.ts'
import { type Admitted, type AskedHead, admit } from './admit.ts'
import { createBodyBudget } from './body.ts'
import type { Exchange } from './exchange.ts'
import { createFailedTokens } from './failed-tokens.ts'
import { type FastLane, type LaneCounts, openFastLane } from './fast-lane/lane.ts'
import { HomeRoads } from './home-roads.ts'
import { readHead } from './http-head.ts'
import { refuseHttp } from './http-refusal.ts'
import { type Listening, route } from './http-routes.ts'
import type { HttpSettings } from './http-settings.ts'
import { InsideListener } from './inside-listener.ts'
import { createMailboxes } from './legacy-sse.ts'
import { answerProbe, probeOf } from './probe.ts'
import { answerMetadata } from './protected-resource.ts'
import { answerFault, answerUnreadable } from './unreadable.ts'

/** A listener that is open. */
export interface HttpListener {
  readonly port: number
  /** Judges the next requests by other settings, with a renewed certificate; address and timeouts stay until the next start. */
  adopt(settings: HttpSettings): void
  /** Where requests come that another process of this machine sends on; not heard by anybody else. Resolves to a port. */
  listenInside(): Promise<number>
  /** What the fast lane did; undefined where it is off. */
  fastLane(): LaneCounts | undefined
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
  server.on('clientError', answerUnreadable)
  const lane = settings.fastLane
    ? openFastLane(server, { settings, clock: env.clock, serve: flow.take, fail: answerFault })
    : undefined
  const sockets = openSockets(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, () => resolve())
  })
  const address = server.address()
  const port = address === null || typeof address === 'string' ? settings.port : address.port
  flow.adopt(settings, port)
  const inside = new InsideListener(options, flow.serve)
  const close = async (grace: number): Promise<void> => {
    flow.endStreams()
    await Promise.all([closeServer({ server, sockets, lane }, grace), inside.close(grace)]).finally(flow.closeRoads)
  }
  const adopt = (next: HttpSettings): void => {
    if (next.tls !== undefined) tlsServer?.setSecureContext(next.tls)
    flow.adopt(next, port)
  }
  return { port, adopt, close, listenInside: () => inside.open(), fastLane: () => lane?.counts() }
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
  const roads = new HomeRoads(env, initial)
  let rules: AdmissionRules = { ...initial, allowedHosts: new Set(), failedTokens }
  let listening: Listening = { env, settings: initial, budget, mailboxes, roads }

  const take = (asked: AskedHead, exchange: Exchange): void => {
    const probe = probeOf(asked.method, asked.url)
    if (probe !== undefined) return void answerProbe(exchange.response, probe, env.ready)
    serveAdmitted(listening, rules, { asked, found: admit(listening.env, rules, asked) }, exchange)
  }
  return {
    adopt(settings: HttpSettings, port: number): void {
      roads.adopt(settings)
      rules = { ...settings, allowedHosts: settings.allowedHosts(port), failedTokens }
      listening = { env, settings, budget, mailboxes, roads }
    },
    endStreams: () => mailboxes.closeAll(),
    closeRoads: () => roads.close(),
    serve: (request: IncomingMessage, response: ServerResponse) => take(askedBy(request), { request, response }),
    take,
  }
}

/** The last tokens of connections. */
const memos = new WeakMap<Socket, TokenMemo>()

function askedBy({ method, url, rawHeaders, socket }: IncomingMessage): AskedHead {
  let memo = memos.get(socket)
  if (memo === undefined) {
    memo = { header: '', digest: undefined }
    memos.set(socket, memo)
  }
  return { method, url, head: readHead(rawHeaders), peer: socket.remoteAddress, memo }
}

interface Judged {
  readonly asked: AskedHead
  readonly found: Admitted
}

function serveAdmitted(on: Listening, rules: AdmissionRules, { asked, found }: Judged, exchange: Exchange): void {
  const { env } = on
  const { request, response } = exchange
  if ('caller' in found) return route(on, found, request, response)
  if ('describes' in found) return answerMetadata(response, found.describes)
  if ('asked' in found) {
    const again = (): void => serveAdmitted(on, rules, { asked, found: admit(env, rules, asked, true) }, exchange)
    return void found.asked.then(again)
  }
  if (found.by === undefined) env.recorder.unidentified(found.refused)
  else env.recorder.unread(found.by, found.refused)
  refuseHttp(response, found.refused, asked.method === 'POST', found)
}

interface Open {
  readonly server: HttpServer
  readonly sockets: ReadonlySet<Socket>
  readonly lane: FastLane | undefined
}

/** Connections that fall idle are closed at once, the others after `grace` milliseconds. */
async function closeServer({ server, sockets, lane }: Open, grace: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const idle = setInterval(() => {
    server.closeIdleConnections()
    lane?.closeIdle()
    // Connections that were opened in advance, and never used, are not idle by the server's own count.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }, 50)
  const timer = setTimeout(() => {
    server.closeAllConnections()
    lane?.destroy()
  }, grace)
  await closed
  clearInterval(idle)
  clearTimeout(timer)
}
