/** The way back over a channel that carries one message after another: stdout, or a stream of the HTTP+SSE transport. */
import type { Downstream } from '../downstream.ts'
import type { ServerEvent } from '../upstream/link.ts'

/** Where messages to the client go, in order. */
export interface ClientChannel {
  /** Sends one message. `false`: the client is slow; wait for `onDrain`. */
  send(message: Buffer): boolean
  readonly open: boolean
  onClose(listener: () => void): void
  onDrain(listener: () => void): void
}

/** Answers one message of a channel's client. HTTP statuses have no place here: errors are JSON-RPC errors. */
export class ChannelDownstream implements Downstream {
  private readonly channel: ClientChannel
  private pieces: Buffer[] = []
  private answered = false

  constructor(channel: ClientChannel) {
    this.channel = channel
  }

  get begun(): boolean {
    return this.answered
  }

  json(_status: number, body: Buffer): void {
    this.answered = true
    this.channel.send(body)
  }

  empty(): void {
    // A notification has no answer on a channel.
  }

  beginJson(): void {
    this.answered = true
    this.pieces = []
  }

  chunk(bytes: Buffer): boolean {
    this.pieces.push(bytes)
    return true
  }

  beginEvents(): void {
    this.answered = true
  }

  event(event: ServerEvent): boolean {
    return event.data === undefined || this.channel.send(event.data)
  }

  end(): void {
    if (this.pieces.length > 0) this.channel.send(Buffer.concat(this.pieces))
    this.pieces = []
  }

  abort(): void {
    this.pieces = []
  }

  onClose(listener: () => void): void {
    this.channel.onClose(listener)
  }

  onDrain(listener: () => void): void {
    this.channel.onDrain(listener)
  }
}
