/** The same bytes through both lanes: what each reads of them, and what each answers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Duplex } from 'node:stream'
import { systemClock } from '../../../ports/clock.ts'
import type { AskedHead } from '../admit.ts'
import type { Exchange } from '../exchange.ts'
import { readHead } from '../http-head.ts'
import { type FastLane, openFastLane } from './lane.ts'

/** Long enough that nothing of it happens in a test that is not about it. */
export const PATIENT = {
  maxHeadBytes: 16 * 1024,
  headTimeout: 60_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 60_000,
  tls: undefined,
}

/** Told of each request that was read: on which connection, and what of it. */
type OnRead = (peer: string | undefined, read: string) => void

/** Answers with what was read: one JSON text. */
function answerAsRead({ method, url, head, peer }: AskedHead, { request, response }: Exchange, onRead: OnRead): void {
  const pieces: Buffer[] = []
  onRead(peer, JSON.stringify({ method, url, head }))
  request.on('data', (piece) => void pieces.push(piece))
  request.on('end', () => {
    const text = JSON.stringify({ method, url, head, body: Buffer.concat(pieces).toString('latin1') })
    response.writeHead(200, ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(text))])
    response.end(text)
  })
}

/** A server that answers with what it read: `node:http` alone, or with the lane before it. */
export interface EchoServer {
  readonly server: Server
  readonly lane: FastLane | undefined
}

/** Not listening yet. */
export function echoServer(hasLane: boolean, onRead: OnRead = () => undefined): EchoServer {
  const { maxHeadBytes, headTimeout, requestTimeout, keepAliveTimeout } = PATIENT
  const slow = (request: IncomingMessage, response: ServerResponse): void => {
    const { method, url, rawHeaders, socket } = request
    const memo = { header: '', digest: undefined }
    const asked = { method, url, head: readHead(rawHeaders), peer: socket.remoteAddress, memo }
    answerAsRead(asked, { request, response }, onRead)
  }
  const times = { headersTimeout: headTimeout, requestTimeout, keepAliveTimeout, joinDuplicateHeaders: false }
  const server = createServer({ maxHeaderSize: maxHeadBytes, ...times }, slow)
  server.maxHeadersCount = 0
  server.on('clientError', (_error, socket) => fail(socket))
  server.on('upgrade', (_request, socket) => socket.destroy())
  server.on('checkContinue', (_request, response) => response.writeHead(400, ['connection', 'close']).end())
  const serve = (asked: AskedHead, exchange: Exchange): void => answerAsRead(asked, exchange, onRead)
  const lane = hasLane ? openFastLane(server, { settings: PATIENT, clock: systemClock, serve, fail }) : undefined
  return { server, lane }
}

/** The answer to what is no request. */
export const NO_REQUEST = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'

function fail(socket: Duplex): void {
  if (socket.writable) socket.end(NO_REQUEST)
  else socket.destroy()
}

/** The server's end of a connection, without a system in between. */
export class Wire extends Duplex {
  /** Tells connections apart. */
  readonly remoteAddress: string
  readonly #sent: string[] = []

  constructor(name: string) {
    super({ allowHalfOpen: true })
    this.remoteAddress = name
  }

  /** What was written to the client so far, without what tells when. */
  get sent(): string {
    return this.#sent.join('').replaceAll(/\r\nDate: [^\r]*/g, '')
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#sent.push(chunk.toString('latin1'))
    done()
  }

  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }
}

/** Connects one to a server. */
export function openWire(server: Server, name: string): Wire {
  const wire = new Wire(name)
  wire.on('error', () => undefined)
  server.emit('connection', wire)
  return wire
}
