/** An HTTP listener beside the gateway's: bounds, who is answered, and an orderly end. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, Server as TlsServer } from 'node:https'
import { getRequestListener } from '@hono/node-server'
import { type GuardRules, refuse } from './guard.ts'

/** How it listens. */
export interface ListenerOptions {
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  /** Certificate chain and private key, PEM; undefined: no TLS. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  /** Who is answered, for the port that was bound. */
  readonly rules: (port: number) => GuardRules
  /** Address of the client behind a request. */
  readonly addressOf: (request: IncomingMessage) => string | undefined
  readonly answer: (request: Request, bindings: Bindings) => Response | Promise<Response>
  /** An answer failed: nothing of it was told to the client. */
  readonly onError: (error: unknown) => void
  /**
   * What is answered to a request that the guard refuses: probes know the listener by its address alone. Undefined: it is
   * refused. Never rejects.
   */
  readonly anyway?: (method: string, url: string) => Promise<Anyway> | undefined
  /** What refused clients are told. */
  readonly words: ListenerWords
}

/** A few words for whoever asks. */
export interface Anyway {
  readonly status: number
  readonly text: string
}

/** Sentences by status: an address that is none, a stranger's page, a method, a body too large, a host, our own failure. */
export type ListenerWords = Readonly<Record<400 | 403 | 405 | 413 | 421 | 500, string>>

/** What the routes are told of a request beside its own words. */
export interface Bindings {
  readonly address: string
}

/** A listener that is open. */
export interface Listener {
  readonly port: number
  /** Speaks by another certificate with whoever connects from now on; without TLS, nothing. Throws where it is no pair. */
  renew(tls: { readonly cert: string; readonly key: string }): void
  /** Takes no new connections; resolves when all have ended, at the latest after `grace` milliseconds. */
  close(grace: number): Promise<void>
}

const BOUNDS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 1000,
}
const MAX_CONNECTIONS = 1000
/** Largest body that is announced; each route bounds what it reads besides. */
const MAX_ANNOUNCED = 1024 * 1024

/** Listens; resolves when requests can come, rejects when the address cannot be had. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  let rules: GuardRules = { hosts: new Set(), openToPages: false }
  const pass = getRequestListener(
    (request, bindings) =>
      options.answer(request, { address: addressIn(bindings.incoming as IncomingMessage, options) }),
    { overrideGlobalObjects: false, errorHandler: (error) => failed(error, options) },
  )
  const server = serverOf(options, (request, response) => {
    const asked = { method: request.method ?? '', headers: request.headers, url: request.url }
    const status = refuse(asked, rules) ?? wrongTarget(request) ?? tooLarge(request)
    if (status !== undefined) {
      const anyway = options.anyway?.(request.method ?? '', request.url ?? '')
      if (anyway === undefined) return refuseWith(response, status, options.words[status])
      return void anyway.then(({ status, text }) => endWith(response, status, text))
    }
    pass(request, response).catch((error: unknown) => {
      options.onError(error)
      response.destroy()
    })
  })
  server.maxConnections = MAX_CONNECTIONS
  server.on('upgrade', (_request, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => resolve())
  })
  const bound = server.address()
  const port = bound === null || typeof bound === 'string' ? options.port : bound.port
  rules = options.rules(port)
  const renew: Listener['renew'] = (tls) => {
    if (server instanceof TlsServer) server.setSecureContext(tls)
  }
  return { port, renew, close: (grace) => closing(server, grace) }
}

function serverOf(
  { tls }: ListenerOptions,
  serve: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  return tls === undefined ? createServer(BOUNDS, serve) : createTlsServer({ ...BOUNDS, ...tls }, serve)
}

async function closing(server: Server, grace: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const idle = setInterval(() => server.closeIdleConnections(), 25)
  const timer = setTimeout(() => server.closeAllConnections(), grace)
  await closed
  clearInterval(idle)
  clearTimeout(timer)
}

const addressIn = (request: IncomingMessage, options: ListenerOptions): string =>
  options.addressOf(request) ?? 'unknown'

function tooLarge({ headers }: IncomingMessage): 413 | undefined {
  return Number(headers['content-length'] ?? 0) > MAX_ANNOUNCED ? 413 : undefined
}

/** Origin form (RFC 9112, section 3.2.1): no other host, and in the path no backslash, which browsers take for a slash. */
const TARGET = /^\/(?![/\\])[^\\?#]*(?:\?[^#]*)?$/

function wrongTarget({ url = '' }: IncomingMessage): 400 | undefined {
  return TARGET.test(url) ? undefined : 400
}

/** The rest of what was sent is not read: the connection ends. */
function refuseWith(response: ServerResponse, status: 400 | 403 | 405 | 413 | 421, reason: string): void {
  endWith(response, status, `${reason}\n`, status === 405 ? { allow: 'GET, HEAD, POST' } : {})
}

function endWith(response: ServerResponse, status: number, body: string, more: Record<string, string> = {}): void {
  response.writeHead(status, {
    connection: 'close',
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    ...more,
  })
  response.end(body)
}

function failed(error: unknown, { onError, words }: ListenerOptions): Response {
  onError(error)
  return new Response(`${words[500]}\n`, {
    status: 500,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  })
}
