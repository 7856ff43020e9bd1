/** What the gateway reads from the wire, in either era. */
import type { JsonObject } from '@portcullis/engine'

/** `legacy`: 2024-11-05 to 2025-11-25, with a handshake. `modern`: 2026-07-28, stateless. */
export type Era = 'legacy' | 'modern'

export type RequestId = string | number

/** Byte offsets of a value within the message: `start` inclusive, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

interface Common {
  /** The very bytes that were read: what is judged is what is sent. */
  readonly bytes: Buffer
  readonly era: Era
}

export interface RequestMessage extends Common {
  readonly kind: 'request'
  readonly id: RequestId
  /** The id's source text, to be echoed as it came. */
  readonly idText: string
  readonly method: string
  readonly params: JsonObject
  /** Where each own member of `params` stands: the value's bytes, by key. */
  readonly spans: ReadonlyMap<string, Span>
  /** JSON Pointers relative to `params.arguments` of numbers that are not exact decimals of 15 digits. */
  readonly inexact: ReadonlySet<string>
}

export interface NotificationMessage extends Common {
  readonly kind: 'notification'
  readonly method: string
  readonly params: JsonObject
}

/** An answer to a request of the server's: legacy era only. */
export interface ResponseMessage extends Common {
  readonly kind: 'response'
  readonly id: RequestId
  readonly failed: boolean
}

export type Message = RequestMessage | NotificationMessage | ResponseMessage
