/** What brings whole messages to a server and back: a child's pipes, or a stream with a way to post. */
import type { UpstreamFailure } from './link.ts'
import type { Source } from './pressure.ts'

/** Told of one message on its way. `onDone` or `onFailure` comes last. */
export interface Receipt {
  /** Bytes of the message may have left. */
  onSent(): void
  /** The message was handed over. */
  onDone(): void
  onFailure(failure: UpstreamFailure, sent: boolean): void
}

/** A message that is being sent. */
export interface Sending {
  /** Takes the message back if nothing of it has left; the receipt is told no more. */
  cancel(): void
}

export interface Carrier extends Source {
  /** Sends one message: one JSON text. */
  send(bytes: Buffer, receipt: Receipt): Sending
}

/** For messages whose fate nobody awaits. */
export const UNTRACKED: Receipt = {
  onSent() {},
  onDone() {},
  onFailure() {},
}
