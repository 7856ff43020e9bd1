/** The way back over HTTP: one JSON text, or a stream of server-sent events. */
import type { Downstream } from '../downstream.ts'
import type { ServerEvent } from '../upstream/link.ts'
import { formatEvent } from '../wire/sse.ts'
import type { Answer } from './exchange.ts'

const JSON_TYPE = 'application/json'
/** Bytes up to which copying a body is cheaper than sending it apart. */
const ONE_PIECE = 16 * 1024

/** Answers one request of an HTTP client. */
export class HttpDownstream implements Downstream {
  private readonly response: Answer
  private streaming: 'events' | undefined
  private keepAlive: NodeJS.Timeout | undefined
  private readonly keepAliveInterval: number
  private readonly challenge: string
  private drained: (() => void) | undefined
  private id: string | undefined

  /**
   * @param keepAliveInterval milliseconds between comments on a silent stream, so that proxies keep it open
   * @param challenge of a 401
   */
  constructor(response: Answer, keepAliveInterval: number, challenge = 'Bearer') {
    this.response = response
    this.keepAliveInterval = keepAliveInterval
    this.challenge = challenge
  }

  get begun(): boolean {
    return this.response.headersSent
  }

  named(id: string): void {
    this.id = id
  }

  json(status: number, body: Buffer, sessionId?: string): void {
    this.head(status, JSON_TYPE, sessionId, body.length)
    // As one string with the head, a small answer leaves in one piece: half the work for the system.
    if (body.length <= ONE_PIECE) this.response.end(body.toString('latin1'), 'latin1')
    else this.response.end(body)
  }

  empty(status: number): void {
    this.response.writeHead(status, ['content-length', '0'])
    this.response.end()
  }

  beginJson(status: number, sessionId?: string): void {
    this.head(status, JSON_TYPE, sessionId, undefined)
  }

  chunk(bytes: Buffer): boolean {
    return this.written(this.response.write(bytes))
  }

  beginEvents(sessionId?: string): void {
    const headers = [
      ...['content-type', 'text/event-stream', 'cache-control', 'no-cache, no-transform'],
      ...['x-accel-buffering', 'no', 'x-content-type-options', 'nosniff'],
    ]
    if (sessionId !== undefined) headers.push('mcp-session-id', sessionId)
    if (this.id !== undefined) headers.push('x-request-id', this.id)
    this.response.writeHead(200, headers)
    this.response.flushHeaders()
    this.streaming = 'events'
    this.keepAlive = setInterval(() => this.response.write(': keep-alive\n\n'), this.keepAliveInterval)
    this.keepAlive.unref()
    this.response.once('close', () => clearInterval(this.keepAlive))
  }

  event(event: ServerEvent): boolean {
    const block = event.raw ?? (event.data === undefined ? undefined : formatEvent(event.data))
    return block === undefined || this.written(this.response.write(block))
  }

  end(): void {
    clearInterval(this.keepAlive)
    this.response.end()
  }

  abort(): void {
    clearInterval(this.keepAlive)
    // A stream of events may end anywhere; a JSON text that is cut must not look complete.
    if (this.streaming === 'events') this.response.end()
    else this.response.destroy()
  }

  onClose(listener: () => void): void {
    if (this.response.destroyed) {
      listener()
      return
    }
    this.response.on('close', () => {
      if (!this.response.writableEnded) listener()
    })
  }

  onDrain(listener: () => void): void {
    this.drained = listener
  }

  /** Listens for room only where there is none: most answers never need to. */
  private written(room: boolean): boolean {
    if (!room) this.response.once('drain', () => this.drained?.())
    return room
  }

  private head(status: number, type: string, sessionId: string | undefined, length: number | undefined): void {
    const headers = ['content-type', type, 'x-content-type-options', 'nosniff']
    if (length !== undefined) headers.push('content-length', String(length))
    if (sessionId !== undefined) headers.push('mcp-session-id', sessionId)
    if (this.id !== undefined) headers.push('x-request-id', this.id)
    if (status === 401) headers.push('www-authenticate', this.challenge)
    this.response.writeHead(status, headers)
  }
}
