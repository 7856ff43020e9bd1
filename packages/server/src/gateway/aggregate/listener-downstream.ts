/** The way back for one server's part of a message: what the flow answers is told to a listener, as a server's answer is. */
import type { Downstream } from '../downstream.ts'
import type { AnswerListener, Exchange, ServerEvent } from '../upstream/link.ts'
import { scanAnswer } from '../wire/answer.ts'

/** Changes what passes. */
export interface Rewrite {
  /** A whole answer. */
  answer(bytes: Buffer): Buffer
  /** A message beside the answer; undefined: it does not pass. */
  aside(bytes: Buffer): Buffer | undefined
}

/** Answers one part. */
export class ListenerDownstream implements Downstream, Exchange {
  readonly #listener: AnswerListener
  readonly #rewrite: Rewrite | undefined
  #begun = false
  #over = false
  #closed: (() => void) | undefined
  #drained: (() => void) | undefined

  constructor(listener: AnswerListener, rewrite?: Rewrite) {
    this.#listener = listener
    this.#rewrite = rewrite
  }

  get begun(): boolean {
    return this.#begun
  }

  /** Whether nobody waits for the answer any more. */
  get over(): boolean {
    return this.#over
  }

  cancel(): void {
    if (this.#over) return
    this.#over = true
    this.#closed?.()
  }

  resume(): void {
    this.#drained?.()
  }

  json(status: number, body: Buffer): void {
    // Before anything is told: what cannot be rewritten does not pass.
    const rewritten = this.#rewrite?.answer(body) ?? body
    if (!this.#begin()) return
    this.#listener.onHead({ kind: 'json', status, sessionId: undefined })
    this.#listener.onChunk(rewritten)
    this.#finish()
  }

  empty(status: number): void {
    if (!this.#begin()) return
    this.#listener.onHead({ kind: 'empty', status, sessionId: undefined })
    this.#finish()
  }

  beginJson(status: number): void {
    if (this.#begin()) this.#listener.onHead({ kind: 'json', status, sessionId: undefined })
  }

  chunk(bytes: Buffer): boolean {
    return this.#over || this.#listener.onChunk(bytes)
  }

  beginEvents(): void {
    if (this.#begin()) this.#listener.onHead({ kind: 'events', status: 200, sessionId: undefined })
  }

  event(event: ServerEvent): boolean {
    const { data } = event
    if (this.#over || data === undefined) return true
    const passed = this.#rewritten(data)
    return passed === undefined || this.#listener.onEvent({ data: passed, raw: undefined })
  }

  end(): void {
    this.#finish()
  }

  abort(): void {
    if (this.#over) return
    this.#over = true
    this.#listener.onFailure('closed', true)
  }

  onClose(listener: () => void): void {
    if (this.#over) listener()
    else this.#closed = listener
  }

  onDrain(listener: () => void): void {
    this.#drained = listener
  }

  #rewritten(data: Buffer): Buffer | undefined {
    if (this.#rewrite === undefined) return data
    return scanAnswer(data) === undefined ? this.#rewrite.aside(data) : this.#rewrite.answer(data)
  }

  #begin(): boolean {
    if (this.#over) return false
    if (!this.#begun) this.#listener.onSent()
    this.#begun = true
    return !this.#over
  }

  #finish(): void {
    if (this.#over) return
    this.#over = true
    this.#listener.onEnd()
  }
}
