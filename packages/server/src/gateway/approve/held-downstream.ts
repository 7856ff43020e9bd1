/**
 * The way back for a call that people are asked about. Something may be told beside it while it is held, after which its
 * answer is the last event of a stream; and its answer is kept where the client went away before it came: the call was
 * allowed once, and is made once.
 */
import { MAX_UNDELIVERED } from '../../ports/approval-store.ts'
import type { Downstream } from '../downstream.ts'
import type { ServerEvent } from '../upstream/link.ts'

/** A larger answer that has to become one event is not passed on. */
const LARGEST_EVENT = 8 * 1024 * 1024

/** What was to be told to a client that had gone. */
export type Undelivered =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'answer'; readonly text: string }
  /** More than is kept. */
  | { readonly kind: 'too_large' }

/** Stands before the transport's own. */
export class HeldDownstream implements Downstream {
  /** When holding ends, on the monotonic clock; undefined: it has not begun. */
  until: number | undefined
  readonly #inner: Downstream
  #streaming = false
  #gone = false
  #goneListener: (() => void) | undefined
  /** Pieces of an answer that has to become one event, or to be kept. */
  #pieces: Buffer[] | undefined
  #size = 0
  #lastEvent: Buffer | undefined
  #undelivered: Undelivered = { kind: 'nothing' }

  constructor(inner: Downstream) {
    this.#inner = inner
    inner.onClose(() => this.#leave())
  }

  get begun(): boolean {
    return this.#inner.begun
  }

  /** The client is gone: nobody hears what is told from now on. */
  get gone(): boolean {
    return this.#gone
  }

  /** What the client was not told, when the answer is over. */
  get undelivered(): Undelivered {
    return this.#undelivered
  }

  /** Calls once when the client goes; at once where it has gone already. Another listener takes its place. */
  onGone(listener: () => void): void {
    this.#goneListener = listener
    if (this.#gone) listener()
  }

  /** Tells something beside the answer. */
  aside(message: object): void {
    if (this.#gone) return
    this.#stream()
    this.#inner.event({ data: Buffer.from(JSON.stringify(message)), raw: undefined })
  }

  named(id: string): void {
    this.#inner.named?.(id)
  }

  json(status: number, body: Buffer, sessionId?: string): void {
    if (this.#gone) this.#keep(body)
    else if (this.#streaming) {
      this.#inner.event({ data: body, raw: undefined })
      this.#inner.end()
    } else this.#inner.json(status, body, sessionId)
  }

  empty(status: number): void {
    if (!this.#gone) this.#inner.empty(status)
  }

  beginJson(status: number, sessionId?: string): void {
    if (this.#gone || this.#streaming) this.#pieces = []
    else this.#inner.beginJson(status, sessionId)
  }

  chunk(bytes: Buffer): boolean {
    if (this.#pieces === undefined) {
      // What went out before is lost: the rest alone is no answer.
      if (this.#gone) this.#undelivered = { kind: 'too_large' }
      return this.#gone || this.#inner.chunk(bytes)
    }
    this.#size += bytes.length
    if (this.#size <= LARGEST_EVENT) this.#pieces.push(bytes)
    return true
  }

  beginEvents(sessionId?: string): void {
    if (!this.#gone) this.#stream(sessionId)
  }

  event(event: ServerEvent): boolean {
    if (event.data !== undefined) this.#lastEvent = event.data
    return this.#gone || this.#inner.event(event)
  }

  end(): void {
    if (this.#pieces !== undefined) this.#endPieces(this.#pieces)
    else if (!this.#gone) this.#inner.end()
    else if (this.#lastEvent !== undefined) this.#keep(this.#lastEvent)
  }

  abort(): void {
    this.#inner.abort()
  }

  /** Whoever makes the call goes on with it, also when the client goes: nobody is told. */
  onClose(): void {
    // Not even where it has gone already.
  }

  onDrain(listener: () => void): void {
    this.#inner.onDrain(listener)
  }

  #stream(sessionId?: string): void {
    if (this.#streaming) return
    this.#streaming = true
    this.#inner.beginEvents(sessionId)
  }

  #endPieces(pieces: Buffer[]): void {
    this.#pieces = undefined
    if (this.#size <= LARGEST_EVENT) this.json(200, Buffer.concat(pieces))
    else if (this.#gone) this.#undelivered = { kind: 'too_large' }
    else this.#inner.abort()
  }

  #keep(body: Buffer): void {
    this.#undelivered =
      body.length > MAX_UNDELIVERED ? { kind: 'too_large' } : { kind: 'answer', text: body.toString('utf8') }
  }

  #leave(): void {
    if (this.#gone) return
    this.#gone = true
    this.#goneListener?.()
  }
}

/** The same turn, with a way back on which it can be held. */
export function heldDown<T extends { readonly arrival: { readonly down: Downstream } }>(
  turn: T,
): { readonly turn: T; readonly down: HeldDownstream } {
  const { down } = turn.arrival
  if (down instanceof HeldDownstream) return { turn, down }
  const held = new HeldDownstream(down)
  return { turn: { ...turn, arrival: { ...turn.arrival, down: held } }, down: held }
}
