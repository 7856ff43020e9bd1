/** What the flow needs of an upstream, whatever its transport. */

import type { SessionSlot } from '@portcullis/engine'
import type { Caller } from '../../ports/directory.ts'
import type { CredentialRefusal } from '../../ports/vault.ts'
import type { Era, RequestId } from '../wire/message.ts'

/** One message on its way to the server. */
export interface Outgoing {
  readonly kind: 'request' | 'notification' | 'response'
  /** Exactly what was judged. */
  readonly bytes: Buffer
  readonly era: Era
  /** Of a request or a response. */
  readonly id: RequestId | undefined
  readonly method: string | undefined
  /** Token that the request's progress notifications will name. */
  readonly progressToken: RequestId | undefined
  /** Protocol headers for an HTTP upstream, from an allow-list, values checked; `[name, value, name, value, …]`. */
  readonly headers: readonly string[]
  /** On whose behalf it is sent; undefined: of the gateway itself. Never told to a server. */
  readonly caller?: Caller | undefined
  /** Where its client is. */
  readonly address?: string | undefined
  /** As its client reported itself. */
  readonly client?: ReportedClient | undefined
  /** Whose place among those of its grant's sessions it counts on. */
  readonly slot?: SessionSlot | undefined
}

/** What a client says of itself: never proved. */
export interface ReportedClient {
  readonly name?: string
  readonly version?: string
}

/** How an answer begins. */
export interface AnswerHead {
  /** `json`: bytes of one JSON text follow. `events`: messages follow. `empty`: accepted, nothing follows. */
  readonly kind: 'json' | 'events' | 'empty'
  /** HTTP status of the upstream; 200 or 202 where it does not speak HTTP. */
  readonly status: number
  /** A session that the upstream opened with this answer. */
  readonly sessionId: string | undefined
}

/** One message of a stream of messages. */
export interface ServerEvent {
  /** The JSON text, or undefined for an event without one (comments, priming, retry hints). */
  readonly data: Buffer | undefined
  /** The event's block as it came, with its blank line, where the upstream speaks server-sent events. */
  readonly raw: Buffer | undefined
  /** The event's id, where the upstream gave it one. */
  readonly id?: string | undefined
  /** Nothing stands in `raw` beside the message that a client could read as words. */
  readonly isBare?: boolean
}

/** Why an upstream did not answer properly. */
export type UpstreamFailure =
  | 'unreachable' // no connection, no child
  | 'timeout'
  | 'closed' // ended before the answer did
  | 'garbage' // not HTTP, not JSON, not an event stream; or over a bound
  | 'unauthorized' // 401 or 403: our credential is not accepted
  | 'renewed' // the same, and there is another one by now
  | 'uncredentialed' // there is no credential to send
  | 'consent' // there is none before a person has given consent
  | 'busy' // no connection or child is free within the bounds
  | 'redirect'

/** What else is known of a failure. */
export interface FailureDetail {
  /** How the server refused a credential. */
  readonly refused?: CredentialRefusal
  /** Where consent is given. */
  readonly consent?: string
}

/** Told of one exchange, in this order: `onSent`, `onHead`, (`onChunk` | `onEvent`)*, `onEnd`; `onFailure` ends it at any point. */
export interface AnswerListener {
  /** From here on bytes of the request may have reached the server: the call may have happened. */
  onSent(): void
  onHead(head: AnswerHead): void
  /** Bytes of a `json` answer. `false` asks to pause until `resume`. */
  onChunk(chunk: Buffer): boolean
  /** One message of an `events` answer. `false` asks to pause until `resume`. */
  onEvent(event: ServerEvent): boolean
  onEnd(): void
  /** `sent` says whether any byte of the request may have reached the server. */
  onFailure(failure: UpstreamFailure, sent: boolean, detail?: FailureDetail): void
}

/** A running exchange. */
export interface Exchange {
  /** Stops caring: nothing more is told to the listener. An HTTP upstream sees its stream closed. */
  cancel(): void
  /** The answer is complete, whatever else comes: it is dropped, and a stream that does not end soon is closed. */
  release?(): void
  /** After a `false` of the listener. */
  resume(): void
}

/** The way to a server for one conversation: a session, a child, or all stateless calls of a grant. */
export interface Link {
  /** Sends a message. A message is never sent twice, whatever happens. */
  exchange(outgoing: Outgoing, listener: AnswerListener): Exchange
  /** Receives what the server sends by itself (legacy). `lastEventId` resumes where the transport can. */
  listen(lastEventId: string | undefined, headers: readonly string[], listener: AnswerListener): Exchange
  /** Ends the conversation: DELETE, end of input, closed stream. */
  close(headers: readonly string[]): Promise<number>
  /** True once the other side is gone for good (a child that exited): the session is over. */
  readonly dead: boolean
  /** The session that was opened over it is the gateway's own: its server knows nothing of it. */
  readonly keepsSession?: boolean
}

/** Stands for a session in the conversation of all calls that have none. */
export const STATELESS = 'stateless'

/** A configured upstream: its connections or its children. */
export interface Upstream {
  /** `undefined`: as many conversations as allowed are open already. */
  link(conversation: { readonly grant: string; readonly session: string }): Link | undefined
  /** Ends every connection and child; resolves when they are gone. */
  close(): Promise<void>
}
