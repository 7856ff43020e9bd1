/** Tells one listener what a channel brings for it, in the order that `AnswerListener` asks for. */
import type { AnswerHead, AnswerListener, Exchange, UpstreamFailure } from './link.ts'
import type { Pressure } from './pressure.ts'

const EVENTS: AnswerHead = { kind: 'events', status: 200, sessionId: undefined }
const JSON_TEXT: AnswerHead = { kind: 'json', status: 200, sessionId: undefined }

/**
 * An answer alone is told as JSON; with messages before it, all of them are told as events.
 *
 * Whole messages only: while the listener pauses, they wait here and weigh on `pressure`.
 */
export class Receiver implements Exchange {
  #begun = false
  #paused = false
  /** The last message is here: nothing can go wrong any more but a cancel. */
  #complete = false
  #over = false
  #waiting: Buffer[] = []
  readonly #listener: AnswerListener
  readonly #pressure: Pressure

  constructor(listener: AnswerListener, pressure: Pressure) {
    this.#listener = listener
    this.#pressure = pressure
  }

  /** Begins a stream of events before the first of them is there. */
  begin(): void {
    if (this.#begun || this.#over) return
    this.#begun = true
    this.#listener.onHead(EVENTS)
  }

  /** A message that is not the answer. */
  message(bytes: Buffer): void {
    this.begin()
    if (this.#over) return
    if (this.#paused) {
      this.#waiting.push(bytes)
      this.#pressure.hold(bytes.length)
      return
    }
    const goOn = this.#listener.onEvent({ data: bytes, raw: undefined })
    this.#paused = !(goOn || this.#over)
  }

  /** The answer: the last message. */
  answer(bytes: Buffer): void {
    if (this.#over) return
    if (this.#begun) this.message(bytes)
    else this.#alone(bytes)
    this.end()
  }

  /** Nothing follows. */
  end(): void {
    this.#complete = true
    if (this.#over || this.#paused) return
    this.#over = true
    this.#listener.onEnd()
  }

  fail(failure: UpstreamFailure, sent: boolean): void {
    if (this.#over || this.#complete) return
    this.#stop()
    this.#listener.onFailure(failure, sent)
  }

  cancel(): void {
    this.#stop()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    const waiting = this.#waiting
    this.#waiting = []
    for (const bytes of waiting) {
      this.#pressure.release(bytes.length)
      this.message(bytes)
    }
    if (this.#complete) this.end()
  }

  #alone(bytes: Buffer): void {
    this.#begun = true
    this.#listener.onHead(JSON_TEXT)
    if (this.#over) return
    const goOn = this.#listener.onChunk(bytes)
    this.#paused = !(goOn || this.#over)
  }

  #stop(): void {
    this.#over = true
    for (const bytes of this.#waiting) this.#pressure.release(bytes.length)
    this.#waiting = []
  }
}
