/** One conversation over a channel. */
import { classifyServerMessage } from '../wire/answer.ts'
import type { RequestId } from '../wire/message.ts'
import type { Receipt, Sending } from './carrier.ts'
import type { AnswerListener, Exchange, Link, Outgoing, UpstreamFailure } from './link.ts'
import { Mailbox } from './mailbox.ts'
import { type Desk, PendingRequest } from './pending-request.ts'
import type { Pressure } from './pressure.ts'
import { type Named, renameCancelled } from './rename.ts'
import { acknowledged, unsent } from './settled.ts'

/** The channel, as its conversations use it. */
export interface Switchboard {
  readonly pressure: Pressure
  readonly ended: UpstreamFailure | undefined
  name(outgoing: Outgoing): Named | UpstreamFailure
  enter(request: PendingRequest): void
  leave(request: PendingRequest, tell: boolean): void
  due(request: PendingRequest): void
  begun(request: PendingRequest): void
  send(bytes: Buffer, receipt: Receipt): Sending
  refuse(bytes: Buffer): void
  unlink(link: ChannelLink): void
}

/** Requests under way, and a mailbox for what the server sends by itself. */
export class ChannelLink implements Link, Desk {
  readonly #channel: Switchboard
  readonly #pending = new Set<PendingRequest>()
  readonly #mailbox: Mailbox
  readonly #onClose: () => Promise<number>
  #closed = false

  /**
   * @param keep bytes of messages that are kept while nobody listens
   * @param onClose what the end of the conversation means beyond the channel; resolves to a status
   */
  constructor(channel: Switchboard, keep: number, onClose: () => Promise<number>) {
    this.#channel = channel
    this.#mailbox = new Mailbox(channel.pressure, keep)
    this.#onClose = onClose
  }

  get dead(): boolean {
    return this.#ended !== undefined
  }

  get pressure(): Pressure {
    return this.#channel.pressure
  }

  /** Whether somebody listens to what the server sends by itself. */
  get attended(): boolean {
    return this.#mailbox.attended
  }

  /** Whether requests of this conversation are under way. */
  get waiting(): boolean {
    return this.#pending.size > 0
  }

  exchange(outgoing: Outgoing, listener: AnswerListener): Exchange {
    if (this.#ended !== undefined) return unsent(listener, this.#ended)
    if (outgoing.kind !== 'request') return this.#tell(outgoing, listener)
    const named = this.#channel.name(outgoing)
    if (typeof named === 'string') return unsent(listener, named)
    const request = new PendingRequest(this, outgoing, named, listener)
    this.#pending.add(request)
    this.#channel.enter(request)
    return request
  }

  listen(_lastEventId: string | undefined, _headers: readonly string[], listener: AnswerListener): Exchange {
    return this.#mailbox.listen(listener)
  }

  close(): Promise<number> {
    this.#closed = true
    this.#channel.unlink(this)
    for (const request of [...this.#pending]) request.fail('closed', true)
    for (const kept of this.#mailbox.close('closed')) this.#channel.refuse(kept)
    return this.#onClose()
  }

  /** The channel ended. */
  end(failure: UpstreamFailure): void {
    this.#mailbox.close(failure)
  }

  onSent(request: PendingRequest): void {
    this.#channel.due(request)
  }

  onBegun(request: PendingRequest): void {
    this.#channel.begun(request)
  }

  onOver(request: PendingRequest, tell: boolean): void {
    this.#pending.delete(request)
    this.#channel.leave(request, tell)
  }

  /**
   * Takes a message that names no request: to who listens; else to the stream of a request under way, as Streamable
   * HTTP would carry it; else it is kept for who listens next. Stateless requests are strangers to one another: one of
   * them gets it only if it is alone.
   * @returns false when it could neither be told nor kept
   */
  deliver(bytes: Buffer): boolean {
    const request = this.attended ? undefined : this.#likely()
    if (request === undefined) return this.#mailbox.deliver(bytes)
    request.message(bytes)
    return true
  }

  get #ended(): UpstreamFailure | undefined {
    return this.#closed ? 'closed' : this.#channel.ended
  }

  #likely(): PendingRequest | undefined {
    const open = [...this.#pending].filter((request) => !request.subscription)
    const latest = open.at(-1)
    return latest?.outgoing.era === 'legacy' || open.length === 1 ? latest : undefined
  }

  #tell(outgoing: Outgoing, listener: AnswerListener): Exchange {
    const bytes = outgoing.method === 'notifications/cancelled' ? this.#cancelled(outgoing.bytes) : outgoing.bytes
    if (bytes === undefined) return acknowledged(listener)
    let over = false
    let done: Exchange | undefined
    const sending = this.#channel.send(bytes, {
      onSent() {
        if (!over) listener.onSent()
      },
      onDone() {
        done = done ?? acknowledged(listener)
      },
      onFailure(failure, sent) {
        if (!over) listener.onFailure(failure, sent)
      },
    })
    return {
      cancel() {
        over = true
        done?.cancel()
        sending.cancel()
      },
      resume() {
        // Nothing was paused.
      },
    }
  }

  /** A cancellation as it must go out: with the name that its request has there; undefined when there is none to cancel. */
  #cancelled(bytes: Buffer): Buffer | undefined {
    const message = classifyServerMessage(bytes)
    const id = message?.kind === 'notification' ? message.requestId : undefined
    const request = this.#find(id)
    if (request === undefined) return undefined
    request.cancelledByClient()
    return request.named.own === undefined ? bytes : renameCancelled(bytes, request.named.id)
  }

  /** The only request under way with this id of the client's. */
  #find(id: RequestId | undefined): PendingRequest | undefined {
    const found = [...this.#pending].filter((request) => request.outgoing.id === id)
    return found.length === 1 ? found[0] : undefined
  }
}
