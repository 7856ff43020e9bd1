/** A server with the fast lane, and clients down to the bytes. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach } from 'vitest'
import { systemClock } from '../../../ports/clock.ts'
import type { Answer, Exchange } from '../exchange.ts'
import { answerFault } from '../unreadable.ts'
import { PATIENT } from './both-lanes.contract.ts'
import { type FastLane, type LaneEnds, openFastLane } from './lane.ts'

type Settings = LaneEnds['settings']
/** Answers a request. */
export type Serve = (exchange: Exchange) => void

/** A server that listens. */
export interface Open {
  readonly server: Server
  readonly lane: FastLane | undefined
  readonly port: number
}

const opened: Server[] = []
const clients: Socket[] = []
/** Ends what a test opened; to be called by each file. */
export const endsAll = (): void => {
  afterEach(closeAll)
}

function closeAll(): void {
  for (const client of clients.splice(0)) client.destroy()
  for (const server of opened.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
}

/** Listens until the test ends. */
export async function open(serve: Serve, settings: Partial<Settings> = {}, hasLane = true): Promise<Open> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => serve({ request, response }))
  server.keepAliveTimeout = PATIENT.keepAliveTimeout
  opened.push(server)
  const lane = hasLane
    ? openFastLane(server, {
        settings: { ...PATIENT, ...settings },
        clock: systemClock,
        serve: (_asked, exchange) => serve(exchange),
        fail: answerFault,
      })
    : undefined
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { server, lane, port: (server.address() as AddressInfo).port }
}

/** One connection to it. */
export interface Client {
  readonly socket: Socket
  /** What came, without dates. */
  text(): string
  /** Resolves when so much of it stands there. */
  has(part: string, times?: number): Promise<void>
  readonly closed: Promise<unknown>
}

/** Connects until the test ends. */
export async function dial({ port }: Open): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  clients.push(socket)
  let text = ''
  socket.on('error', () => undefined)
  const closed = once(socket, 'close')
  socket.on('end', () => socket.end())
  await once(socket, 'connect')
  socket.on('data', (piece: Buffer) => {
    text += piece.toString('latin1').replaceAll(/Date: [^\r]*\r\n/g, '')
    socket.emit('more')
  })
  return {
    socket,
    text: () => text,
    closed,
    async has(part, times = 1) {
      while (text.split(part).length <= times) await once(socket, 'more')
    },
  }
}

/** The bytes of a plain request. */
export const post = (body: string, ...fields: string[]): string =>
  [`POST /mcp/up HTTP/1.1`, 'host: h', `content-length: ${body.length}`, ...fields, '', body].join('\r\n')

/** Answers with the body. */
export const echo: Serve = ({ request, response }) => {
  const pieces: Buffer[] = []
  request.on('data', (piece) => void pieces.push(piece))
  request.on('end', () => answer(response, Buffer.concat(pieces).toString('latin1')))
}

/** Answers with one text. */
export function answer(response: Answer, body: string): void {
  response.writeHead(200, ['content-type', 'text/plain', 'content-length', String(body.length)])
  response.end(body, 'latin1')
}
