/** The way back over a channel that carries one message after another: stdout, or a stream of the HTTP+SSE transport. */
import type { Downstream } from '../downstream.ts'
import type { ServerEvent } from '../upstream/link.ts'

/** Where messages to the client go, in order. */
export interface ClientChannel {
  /** Sends one message. `false`: the client is slow; wait for `onDrain`. */
  send(message: Buffer): boolean
  readonly open: boolean
  /** Answers that are told when it closes, and when there is room again. */
  readonly members: ChannelMembers
}

/** An answer on its way over a channel. */
interface Member {
  onChannelClosed(): void
  onChannelDrained(): void
}

/** The answers on their way over one channel: it outlives all of them, so each leaves when it is whole. */
export class ChannelMembers {
  private readonly members = new Set<Member>()

  add(member: Member): void {
    this.members.add(member)
  }

  delete(member: Member): void {
    this.members.delete(member)
  }

  /** The client is gone. */
  closed(): void {
    const members = [...this.members]
    this.members.clear()
    for (const member of members) member.onChannelClosed()
  }

  /** The client has read what was sent. */
  drained(): void {
    for (const member of [...this.members]) member.onChannelDrained()
  }
}

/** Answers one message of a channel's client. HTTP statuses have no place here: errors are JSON-RPC errors. */
export class ChannelDownstream implements Downstream, Member {
  private readonly channel: ClientChannel
  private pieces: Buffer[] = []
  private answered = false
  private closed: (() => void) | undefined
  private drained: (() => void) | undefined

  constructor(channel: ClientChannel) {
    this.channel = channel
  }

  get begun(): boolean {
    return this.answered
  }

  json(_status: number, body: Buffer): void {
    this.answered = true
    // What came of another answer was not the whole of it.
    this.pieces = []
    this.channel.members.delete(this)
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
    this.channel.members.delete(this)
    if (this.pieces.length > 0) this.channel.send(Buffer.concat(this.pieces))
    this.pieces = []
  }

  abort(): void {
    this.channel.members.delete(this)
    this.pieces = []
  }

  onClose(listener: () => void): void {
    if (!this.channel.open) {
      listener()
      return
    }
    this.closed = listener
    this.channel.members.add(this)
  }

  onDrain(listener: () => void): void {
    this.drained = listener
    if (this.channel.open) this.channel.members.add(this)
  }

  onChannelClosed(): void {
    this.closed?.()
  }

  onChannelDrained(): void {
    this.drained?.()
  }
}
