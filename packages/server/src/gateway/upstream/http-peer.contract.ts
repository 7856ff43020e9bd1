/** HTTP servers for tests: scripted by each test, or down to the bytes. */
import { once } from 'node:events'
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import { afterEach } from 'vitest'
import type { HttpTransport, UpstreamLimits } from '../../ports/directory.ts'
import { openHttp } from './http.ts'
import type { ClientKind } from './http-connections.ts'
import type { Link, Upstream } from './link.ts'
import { LIMITS } from './recorder.contract.ts'

/** A request that a peer got, with its whole body. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export type Script = (received: Received, answer: ServerResponse) => void

/** Both clients: whatever is tried of an upstream is tried with each. */
export const CLIENTS: readonly ClientKind[] = ['own', 'undici']

/** Peers and upstreams that are closed after each test. */
export function httpPeers(client: ClientKind = 'own') {
  const closing: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()))
  })

  async function listen(server: HttpServer | TcpServer): Promise<URL> {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp?x=1`)
  }

  /** Answers as the script says, and remembers what it got. */
  async function peer(script: Script, options: { readonly keepAliveTimeout?: number } = {}) {
    const received: Received[] = []
    const sockets = new Set<Socket>()
    const server = createServer(options, (incoming, answer) => {
      const pieces: Buffer[] = []
      incoming.on('data', (piece: Buffer) => pieces.push(piece))
      incoming.on('end', () => {
        const { method = '', url = '', headers, rawHeaders } = incoming
        const got = { method, url, headers, rawHeaders, body: Buffer.concat(pieces).toString() }
        received.push(got)
        script(got, answer)
      })
    })
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    const url = await listen(server)
    closing.push(async () => {
      server.closeAllConnections()
      server.close()
    })
    return { url, received, sockets, server }
  }

  /** Hands every connection to the script. */
  async function rawPeer(script: (socket: Socket) => void): Promise<URL> {
    const sockets = new Set<Socket>()
    const server = createTcpServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      script(socket)
    })
    closing.push(async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    return listen(server)
  }

  function upstream(url: URL, limits: Partial<UpstreamLimits> = {}, transport: Partial<HttpTransport> = {}): Upstream {
    const opened = openHttp({ kind: 'http', url, headers: {}, ...transport }, { ...LIMITS, ...limits }, { client })
    closing.push(() => opened.close())
    return opened
  }

  function connect(url: URL, limits: Partial<UpstreamLimits> = {}, transport: Partial<HttpTransport> = {}): Link {
    const link = upstream(url, limits, transport).link({ grant: 'alice', session: 'one' })
    if (link === undefined) throw new Error('No link.')
    return link
  }

  return { peer, rawPeer, upstream, connect, closing }
}

export const answerJson = (answer: ServerResponse, body: unknown, status = 200): void => {
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
