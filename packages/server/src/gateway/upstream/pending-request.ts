/** A request that a channel has not seen the answer of. */
import type { Receipt, Sending } from './carrier.ts'
import type { Timed } from './deadlines.ts'
import type { AnswerListener, Exchange, Outgoing, UpstreamFailure } from './link.ts'
import type { Pressure } from './pressure.ts'
import { Receiver } from './receiver.ts'
import { type Named, restoreAnswer, restoreCancelled, restoreProgress, restoreSubscription } from './rename.ts'

/** Where a request belongs. */
export interface Desk {
  readonly pressure: Pressure
  /** The request is sent: its answer is due. */
  onSent(request: PendingRequest): void
  /** Something of the answer is here. */
  onBegun(request: PendingRequest): void
  /** The request is answered, has failed or is given up; `tell` says that the server should know of it. */
  onOver(request: PendingRequest, tell: boolean): void
}

/** Keeps the client's names apart from those on the wire, and ends once. */
export class PendingRequest implements Exchange, Receipt, Timed {
  due = 0
  place = -1
  readonly outgoing: Outgoing
  /** How the channel knows it. */
  readonly named: Named
  readonly #desk: Desk
  readonly #listener: AnswerListener
  readonly #receiver: Receiver
  #sending: Sending | undefined
  #sent = false
  #over = false
  #told = false

  constructor(desk: Desk, outgoing: Outgoing, named: Named, listener: AnswerListener) {
    this.outgoing = outgoing
    this.named = named
    this.#desk = desk
    this.#listener = listener
    this.#receiver = new Receiver(listener, desk.pressure)
  }

  /** A subscription of the modern era: it stays open, and names itself in its messages. */
  get subscription(): boolean {
    return this.outgoing.method === 'subscriptions/listen'
  }

  sendBy(send: (bytes: Buffer, receipt: Receipt) => Sending): void {
    this.#sending = send(this.named.bytes, this)
  }

  onSent(): void {
    this.#sent = true
    if (this.#over) return
    this.#desk.onSent(this)
    this.#listener.onSent()
  }

  onDone(): void {
    // The answer is what counts.
  }

  onFailure(failure: UpstreamFailure, sent: boolean): void {
    this.#sent ||= sent
    this.fail(failure)
  }

  onDeadline(): void {
    this.fail('timeout', true)
  }

  /** @param tell whether the server should know that nobody waits any more */
  fail(failure: UpstreamFailure, tell = false): void {
    if (!this.#finish(tell)) return
    this.#receiver.fail(failure, this.#sent)
  }

  cancel(): void {
    this.#finish(true)
    this.#receiver.cancel()
  }

  resume(): void {
    this.#receiver.resume()
  }

  /** The client itself has told the server. */
  cancelledByClient(): void {
    this.#told = true
  }

  answer(bytes: Buffer): void {
    if (this.#over) return
    const restored = restoreAnswer(bytes, this.named)
    if (restored === undefined) {
      this.fail('garbage')
      return
    }
    this.#finish(false)
    this.#receiver.answer(restored)
  }

  /** A message that belongs to this request and needs no other name. */
  message(bytes: Buffer): void {
    this.#desk.onBegun(this)
    this.#receiver.message(bytes)
  }

  progress(bytes: Buffer): void {
    this.#restored(restoreProgress(bytes, this.named))
  }

  subscribed(bytes: Buffer): void {
    this.#restored(restoreSubscription(bytes, this.named))
  }

  /** The server says that it gave the request up: so ends a subscription (MCP 2026-07-28, stdio). */
  cancelledByServer(bytes: Buffer): void {
    this.#restored(restoreCancelled(bytes, this.named))
    if (!this.subscription || !this.#finish(false)) return
    this.#receiver.end()
  }

  #restored(bytes: Buffer | undefined): void {
    if (bytes !== undefined) this.message(bytes)
  }

  #finish(tell: boolean): boolean {
    if (this.#over) return false
    this.#over = true
    if (!this.#sent) this.#sending?.cancel()
    this.#desk.onOver(this, tell && this.#sent && !this.#told && this.outgoing.method !== 'initialize')
    return true
  }
}
