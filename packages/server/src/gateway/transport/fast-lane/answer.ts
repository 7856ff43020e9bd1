/** An answer of the fast lane: the bytes that `node:http` would send, in as few writes as can be. */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Answer, Incoming } from '../exchange.ts'
import { both } from './incoming.ts'

/** Lines of heads that are made once a second, each with its end. */
export interface AnswerLines {
  readonly date: string
  /** The date, and that the connection stays open; or that it does not. */
  readonly stays: string
  readonly ends: string
}

/** What an answer needs of its connection. */
export interface AnswerRoad {
  readonly socket: Socket
  /** The client, and the gateway, want to go on with the connection. */
  readonly persistent: boolean
  /** Lines that every answer has, as things stand. */
  readonly lines: AnswerLines
  /** From now to the end of the turn of the loop, what is written waits; then it leaves. */
  gather(): void
  /** The answer was written wholly. @param stays whether another request may come */
  answered(stays: boolean): void
}

const statusLines = new Map<number, string>()
/** What no header may have (RFC 9110, section 5.5). */
const NO_VALUE = /[^\t\x20-\x7e\x80-\xff]/
const LAST_CHUNK = '0\r\n\r\n'
/** Bytes up to which copying is cheaper than sending apart. */
const ONE_PIECE = 16 * 1024

function statusLine(status: number): string {
  const known = statusLines.get(status)
  if (known !== undefined) return known
  const line = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n`
  statusLines.set(status, line)
  return line
}

/** Answers one request. */
export class FastAnswer implements Answer {
  readonly req: Incoming
  headersSent = false
  writableEnded = false
  destroyed = false
  readonly #road: AnswerRoad
  /** A head that was not sent yet. */
  #head = ''
  #chunked = false
  #stays = true
  #onClose: (() => void) | undefined
  #onDrain: (() => void) | undefined

  constructor(req: Incoming, road: AnswerRoad) {
    this.req = req
    this.#road = road
  }

  writeHead(status: number, headers: string[]): void {
    if (this.headersSent) throw new Error('An answer has one head.')
    let head = statusLine(status)
    let length = false
    let connection = false
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const name = headers[i] ?? ''
      const value = headers[i + 1] ?? ''
      if (NO_VALUE.test(value))
        throw new TypeError(`The value of the header "${name}" has a character that none may have.`)
      head += `${name}: ${value}\r\n`
      if (name === 'content-length') length = true
      if (name === 'connection') connection = true
    }
    this.headersSent = true
    this.#chunked = !length
    this.#stays = !connection && this.#road.persistent
    this.#head = head + this.#tail(connection)
  }

  #tail(connection: boolean): string {
    const { date, stays, ends } = this.#road.lines
    const lines = this.#stays ? stays : connection ? date : ends
    return this.#chunked ? `${lines}Transfer-Encoding: chunked\r\n\r\n` : `${lines}\r\n`
  }

  flushHeaders(): void {
    if (this.#head !== '' && !this.destroyed) this.#send('')
  }

  write(chunk: string | Buffer): boolean {
    if (this.writableEnded || this.destroyed || chunk.length === 0) return true
    if (!this.headersSent) this.writeHead(200, [])
    return this.#send(chunk)
  }

  end(chunk: string | Buffer = '', encoding?: 'latin1'): void {
    if (this.writableEnded || this.destroyed) return
    if (!this.headersSent) this.writeHead(200, [])
    this.writableEnded = true
    if (this.#chunked) this.#endChunks(chunk)
    else if (chunk.length > 0 || this.#head !== '') this.#send(chunk, encoding)
    this.#road.answered(this.#stays)
    this.#close()
  }

  destroy(): void {
    // The connection of an answer that has ended may be another one's by now.
    if (!this.writableEnded) this.#road.socket.destroy()
  }

  on(event: 'close', listener: () => void): void {
    if (event === 'close') this.#onClose = both(this.#onClose, listener)
  }

  once(event: 'close' | 'drain', listener: () => void): void {
    if (event === 'close') this.on(event, listener)
    else this.#onDrain = listener
  }

  /** The connection takes more again. */
  drained(): void {
    const listener = this.#onDrain
    this.#onDrain = undefined
    listener?.()
  }

  /** The connection is gone. */
  closed(): void {
    this.destroyed = true
    this.#close()
  }

  #close(): void {
    const listener = this.#onClose
    this.#onClose = undefined
    listener?.()
  }

  #endChunks(chunk: string | Buffer): void {
    if (chunk.length > 0 || this.#head !== '') this.#send(chunk)
    this.#road.gather()
    this.#road.socket.write(LAST_CHUNK, 'latin1')
  }

  /** Writes the head, if it is still to be written, and a piece of the body. */
  #send(chunk: string | Buffer, encoding: BufferEncoding = 'utf8'): boolean {
    const { socket } = this.#road
    this.#road.gather()
    const head = this.#head
    this.#head = ''
    const size = typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length
    const framed = this.#chunked && size > 0
    const before = framed ? `${head}${size.toString(16)}\r\n` : head
    const after = framed ? '\r\n' : ''
    if (size <= ONE_PIECE) return socket.write(before + asLatin1(chunk, encoding) + after, 'latin1')
    if (before !== '') socket.write(before, 'latin1')
    const room = typeof chunk === 'string' ? socket.write(chunk, encoding) : socket.write(chunk)
    return after === '' ? room : socket.write(after, 'latin1')
  }
}

/** The bytes of a piece, one a character. */
function asLatin1(chunk: string | Buffer, encoding: BufferEncoding): string {
  if (typeof chunk !== 'string') return chunk.toString('latin1')
  return encoding === 'latin1' ? chunk : Buffer.from(chunk, encoding).toString('latin1')
}
