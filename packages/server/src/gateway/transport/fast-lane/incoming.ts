/** A request of the fast lane: its head was read, its body has a known length. */
import type { Incoming } from '../exchange.ts'

/** Takes the bytes of one body, and hands them to who listens. */
export class FastIncoming implements Incoming {
  readonly method = 'POST'
  readonly url: string
  readableEnded = false
  /** Somebody takes the body, or lets it be dropped. */
  flowing = false
  #left: number
  readonly #onFlow: () => void
  #onData: ((chunk: Buffer) => void) | undefined
  #onEnd: (() => void) | undefined
  #onClose: (() => void) | undefined

  /** @param onFlow called once, when the body is wanted */
  constructor(url: string, length: number, onFlow: () => void) {
    this.url = url
    this.#left = length
    this.#onFlow = onFlow
  }

  /** Bytes of the body that are still to come. */
  get left(): number {
    return this.#left
  }

  on(event: 'data', listener: (chunk: Buffer) => void): void
  on(event: 'end' | 'close', listener: () => void): void
  on(event: 'data' | 'end' | 'close', listener: (chunk: Buffer) => void): void {
    const plain = listener as () => void
    if (event === 'end') this.#onEnd = both(this.#onEnd, plain)
    else if (event === 'close') this.#onClose = both(this.#onClose, plain)
    else {
      this.#onData = listener
      this.resume()
    }
  }

  resume(): void {
    if (this.flowing) return
    this.flowing = true
    this.#onFlow()
  }

  /** Reckons with bytes of the body that came. To be called before `give`, so that whoever is given them sees how far it is. */
  count(bytes: number): void {
    this.#left -= bytes
  }

  /** Hands a piece on; the last one ends the body. */
  give(piece: Buffer): void {
    if (piece.length > 0) this.#onData?.(piece)
    if (this.#left > 0) return
    this.readableEnded = true
    this.#onEnd?.()
  }

  /** The connection is gone. */
  closed(): void {
    this.#onClose?.()
  }
}

/** Listeners of one event: most have one. */
export const both = (first: (() => void) | undefined, second: () => void): (() => void) =>
  first === undefined
    ? second
    : () => {
        first()
        second()
      }
