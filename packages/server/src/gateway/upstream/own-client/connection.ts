/** One connection of our own client: one request at a time, and nothing between requests. */
import type { Socket } from 'node:net'
import type { Timed } from '../deadlines.ts'
import { type HttpTold, IDLE, LONGEST_IDLE, MARGIN } from '../http-client.ts'
import { NotHttp } from '../http-failure.ts'
import { AnswerReader, type AnswerTold } from './answer-reader.ts'
import type { Dialler, SocketEvents } from './dial.ts'

/** Where a connection belongs. */
export interface Home {
  /** It can take its first request. */
  ready(connection: Connection): void
  /** Its answer has ended, and it may take another request. */
  freed(connection: Connection): void
  /** Nothing goes over it any more; it is told once. */
  gone(connection: Connection, error: Error): void
}

/** Bytes of a request that leave as one piece, copied together: cheaper than two writings. */
const ONE_PIECE = 16 * 1024
const EMPTY = Buffer.alloc(0)
const MILLISECONDS = 1000

const CLOSED = 'The connection was closed.'

/** `opening` until it can be used; `busy` with a request; `free`; `gone` for good. */
type State = 'opening' | 'busy' | 'free' | 'gone'

/** Lives as long as its socket. */
export class Connection implements Timed, SocketEvents, AnswerTold {
  due = 0
  place = -1
  #state: State = 'opening'
  #told: HttpTold | undefined
  #socket: Socket | undefined
  /** What was read while the listener paused. */
  #rest: Buffer = EMPTY
  #paused = false
  /** The other side sends no more. */
  #ended = false
  /** It takes no other request, whatever the answer says. */
  #last = false
  readonly #reader = new AnswerReader(this)
  readonly #home: Home
  #readOn: () => void = () => undefined

  constructor(home: Home) {
    this.#home = home
  }

  open(dialler: Dialler): void {
    const socket = dialler.open(this)
    // Not before whoever opens it knows of it.
    if (socket instanceof Error) queueMicrotask(() => this.#leave(socket))
    else this.#socket = socket
  }

  /** As far as is known here: what the other side did a moment ago is not. */
  get isUsable(): boolean {
    return this.#state === 'free' && !this.#ended && this.#socket?.writable === true
  }

  /** Milliseconds for which it may be idle after its answer. */
  get idleFor(): number {
    const { keptFor } = this.#reader
    return keptFor === undefined ? IDLE : Math.min(keptFor * MILLISECONDS - MARGIN, LONGEST_IDLE)
  }

  /** Only while it is usable. @returns `false`: the request is not wanted any more, and the connection as it was */
  send(head: string, body: Buffer | undefined, told: HttpTold): boolean {
    this.#state = 'busy'
    this.#told = told
    this.#readOn = () => {
      if (this.#told === told) this.#continue()
    }
    try {
      told.onConnect(() => {
        if (this.#told === told) this.#fail(new Error('The request was given up.'))
      })
    } catch (cause) {
      return this.#unwanted(told, asError(cause))
    }
    // Whoever was told may have given it up at once.
    if (this.#told !== told) return true
    this.#reader.begin()
    if (this.#socket !== undefined) write(this.#socket, head, body)
    return true
  }

  #unwanted(told: HttpTold, error: Error): boolean {
    const isOver = this.#told !== told
    if (!isOver) {
      this.#told = undefined
      this.#state = 'free'
    }
    told.onError(error)
    return isOver
  }

  /** Lets what is under way end, and takes nothing after it. */
  retire(): void {
    this.#last = true
    if (this.#state === 'free') this.#leave(new Error(CLOSED))
  }

  /** Cuts it; a request that is under way fails. */
  cut(): void {
    this.#fail(new Error('The way to the server was closed.'))
  }

  /** Resolves when the socket is gone. */
  async closed(): Promise<void> {
    const socket = this.#socket
    if (socket === undefined || socket.closed) return
    await new Promise((resolve) => socket.once('close', resolve))
  }

  /** It took too long to open, or was idle for as long as it may be. */
  onDeadline(): void {
    if (this.#state === 'opening') this.#leave(new Error('No connection was made in time.'))
    else if (this.#state === 'free') this.#leave(new Error(CLOSED))
  }

  onReady(): void {
    if (this.#state !== 'opening') return
    this.#state = 'free'
    this.#home.ready(this)
  }

  onBytes(bytes: Buffer): boolean {
    if (this.#state !== 'busy') {
      // Nobody asked: whatever it is, it must not answer the next request.
      this.#leave(new Error('Bytes came that nobody asked for.'))
      return false
    }
    if (!this.#paused) return this.#read(bytes)
    // TLS may have more of them read already.
    this.#rest = Buffer.concat([this.#rest, bytes])
    return false
  }

  onEnd(): void {
    this.#ended = true
    if (this.#state !== 'busy') this.#leave(new Error(CLOSED))
    else if (!this.#paused) this.#endOfAnswer()
  }

  onOver(error: Error | undefined): void {
    // What was read before the end is told first.
    if (error === undefined && this.#ended && this.#paused) return
    this.#fail(error ?? new Error(CLOSED))
  }

  onHead(status: number, raw: readonly Buffer[]): void {
    // The request has not left wholly, and is answered: where its end would go, nobody knows.
    if ((this.#socket?.writableLength ?? 0) > 0) this.#last = true
    this.#told?.onHeaders(status, raw, this.#readOn)
  }

  onPiece(piece: Buffer): boolean {
    return this.#told?.onData(piece) ?? true
  }

  /** @returns whether more is read of the socket */
  #read(bytes: Buffer): boolean {
    const told = this.#told
    try {
      return this.#take(bytes)
    } catch (cause) {
      this.#fail(asError(cause), told)
      return false
    }
  }

  #take(bytes: Buffer): boolean {
    const reading = this.#reader.read(bytes)
    if (this.#state !== 'busy') return false
    switch (reading) {
      case 'more':
        return true
      case 'paused':
        this.#paused = true
        this.#rest = Buffer.from(bytes.subarray(this.#reader.next))
        return false
      case 'whole':
        return this.#whole(bytes.length)
      case 'broken':
        this.#fail(new NotHttp())
        return false
      default:
        return reading satisfies never
    }
  }

  #continue(): void {
    if (!this.#paused) return
    this.#paused = false
    const rest = this.#rest
    this.#rest = EMPTY
    const goesOn = this.#read(rest)
    // Free, it is listened to as well: for what nobody asked for, and for its end.
    if (this.#state === 'busy' && goesOn && this.#ended) this.#endOfAnswer()
    else if (goesOn) this.#socket?.resume()
  }

  #endOfAnswer(): void {
    const told = this.#told
    if (!this.#reader.end()) {
      this.#fail(new Error(CLOSED))
      return
    }
    try {
      this.#whole(0)
    } catch (cause) {
      this.#fail(asError(cause), told)
    }
  }

  /** @param size of the piece that the answer ended in. @returns whether more is read of the socket */
  #whole(size: number): boolean {
    const told = this.#told
    const isLast = this.#last || this.#ended || !this.#reader.keeps || this.idleFor <= 0
    const stays = !isLast && this.#reader.next === size && this.#socket?.writableLength === 0
    this.#told = undefined
    this.#state = 'free'
    this.#reader.stop()
    if (stays) this.#home.freed(this)
    else this.#leave(new Error(CLOSED))
    told?.onComplete()
    return stays
  }

  #fail(error: Error, told = this.#told): void {
    this.#told = undefined
    this.#reader.stop()
    this.#leave(error)
    told?.onError(error)
  }

  #leave(error: Error): void {
    if (this.#state === 'gone') return
    this.#state = 'gone'
    this.#rest = EMPTY
    this.#paused = false
    this.#socket?.destroy()
    this.#home.gone(this, error)
  }
}

/** A short request leaves as one piece: a second writing costs more than the copy. */
function write(socket: Socket, head: string, body: Buffer | undefined): void {
  if (body === undefined) socket.write(head, 'latin1')
  else if (body.length <= ONE_PIECE) socket.write(head + body.toString('latin1'), 'latin1')
  else {
    socket.cork()
    socket.write(head, 'latin1')
    socket.write(body)
    socket.uncork()
  }
}

const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)))
