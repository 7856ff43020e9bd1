/** The way back to a client, whatever its transport. */
import type { ServerEvent } from './upstream/link.ts'

/** One answer on its way to a client. Exactly one of `json`, `empty`, `beginJson … end`, `beginEvents … end` is used. */
export interface Downstream {
  /** Something of an answer was sent already. */
  readonly begun: boolean
  /** By which id the decision over the request is found in the log: the last one that is told counts. */
  named?(id: string): void
  /** A whole answer: one JSON text. `sessionId` tells the client of the session that this answer opens. */
  json(status: number, body: Buffer, sessionId?: string): void
  /** An answer without a body. */
  empty(status: number): void
  /** Begins a JSON text that comes in pieces. */
  beginJson(status: number, sessionId?: string): void
  /** `false`: the client is slow; wait for `onDrain`. */
  chunk(bytes: Buffer): boolean
  /** Begins a stream of messages. */
  beginEvents(sessionId?: string): void
  /** `false`: the client is slow; wait for `onDrain`. */
  event(event: ServerEvent): boolean
  end(): void
  /** Breaks the answer off, so that nobody takes what was sent for the whole. */
  abort(): void
  /** Calls once when the client goes away before the answer ended; at once where it has gone already. */
  onClose(listener: () => void): void
  onDrain(listener: () => void): void
}
