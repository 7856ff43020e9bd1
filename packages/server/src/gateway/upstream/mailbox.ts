/** What a server sends by itself, for one conversation: to who listens, or kept for a while until somebody does. */
import type { AnswerListener, Exchange, UpstreamFailure } from './link.ts'
import type { Pressure } from './pressure.ts'
import { Receiver } from './receiver.ts'

const MOST_MESSAGES = 64

/** Several may listen; each message goes to the latest of them only (MCP 2025-11-25, Streamable HTTP, multiple connections). */
export class Mailbox {
  #listening: Receiver[] = []
  #kept: Buffer[] = []
  #bytes = 0
  #closed: UpstreamFailure | undefined
  readonly #pressure: Pressure
  readonly #bound: number

  /** @param bound bytes that are kept while nobody listens */
  constructor(pressure: Pressure, bound: number) {
    this.#pressure = pressure
    this.#bound = bound
  }

  /** Whether somebody listens. */
  get attended(): boolean {
    return this.#listening.length > 0
  }

  /** Begins to tell a listener: what was kept comes first. */
  listen(listener: AnswerListener): Exchange {
    const receiver = new Receiver(listener, this.#pressure)
    let cancelled = false
    queueMicrotask(() => {
      if (!cancelled) this.#attach(receiver, listener)
    })
    return {
      cancel: () => {
        cancelled = true
        receiver.cancel()
        this.#listening = this.#listening.filter((other) => other !== receiver)
      },
      resume: () => receiver.resume(),
    }
  }

  /** @returns false when the message could neither be told nor kept */
  deliver(bytes: Buffer): boolean {
    const latest = this.#listening.at(-1)
    if (latest !== undefined) {
      latest.message(bytes)
      return true
    }
    if (this.#kept.length >= MOST_MESSAGES || this.#bytes + bytes.length > this.#bound) return false
    this.#kept.push(bytes)
    this.#bytes += bytes.length
    return true
  }

  /** Nothing comes any more. @returns what nobody has seen */
  close(failure: UpstreamFailure): readonly Buffer[] {
    this.#closed = failure
    const listening = this.#listening
    this.#listening = []
    for (const receiver of listening) receiver.fail(failure, true)
    return this.#take()
  }

  #attach(receiver: Receiver, listener: AnswerListener): void {
    if (this.#closed !== undefined) {
      receiver.fail(this.#closed, false)
      return
    }
    this.#listening.push(receiver)
    listener.onSent()
    receiver.begin()
    for (const bytes of this.#take()) receiver.message(bytes)
  }

  #take(): readonly Buffer[] {
    const kept = this.#kept
    this.#kept = []
    this.#bytes = 0
    return kept
  }
}
