/** One message on its way through the gateway. */
import type { Instant, JsonObject, SessionSlot } from '@portcullis/engine'
import type { LabelFact } from '../ports/audit-sink.ts'
import type { Caller, CallerRefusal } from '../ports/directory.ts'
import type { Downstream } from './downstream.ts'
import type { Conversation } from './session/conversation.ts'
import type { RequestTrace } from './trace.ts'
import type { ReportedClient } from './upstream/link.ts'
import type { Visit } from './upstream/visit.ts'
import type { MessageHead } from './wire/head.ts'
import type { RequestMessage } from './wire/message.ts'

/** A client that is connected by a channel: stdin and stdout, or a stream of the HTTP+SSE transport. */
export interface ChannelClient {
  /** The legacy session of this channel, once `initialize` came. */
  session: Conversation | undefined
  /** The client is ready: what the server sends by itself may come. */
  onInitialized(): void
}

/** A message as a transport hands it in. */
export interface Arrival {
  readonly caller: Caller
  /** Proves the caller again from the same token: after the configuration changed. */
  identifyAgain(): Caller | CallerRefusal
  /** One JSON text, as it came. */
  readonly bytes: Buffer
  /** The protocol headers beside it; undefined over a channel. */
  readonly head: MessageHead | undefined
  readonly sessionId: string | undefined
  readonly channel: ChannelClient | undefined
  readonly address: string | undefined
  /** As the client reported itself elsewhere; undefined: as it did in its session, if it did. */
  readonly client?: ReportedClient | undefined
  /** The place of the session that it came from elsewhere; undefined: that of its conversation. */
  readonly slot?: SessionSlot | undefined
  readonly down: Downstream
}

/** The tool that a call names, as far as it is known. */
export interface CalledTool {
  readonly name: string
  readonly label: LabelFact | undefined
  /** What the server says of its behaviour; undefined where the tool's definition is not known. */
  readonly annotations?: JsonObject | undefined
}

/** A request that was read, and whose it is. */
export interface Inquiry {
  readonly arrival: Arrival
  readonly caller: Caller
  readonly message: RequestMessage
  /** When the message was complete. */
  readonly at: Instant
  /** The same on the monotonic clock, milliseconds. */
  readonly started: number
  /** Id of the decision, for the log and for the client. */
  readonly id: string
  /** Where it belongs among others; undefined: it does not say, and nobody collects traces. */
  readonly trace?: RequestTrace | undefined
  /** The message as the client sent it, where a person narrowed the call; undefined: `message` is that. */
  readonly narrowedFrom?: RequestMessage | undefined
}

/** A request with everything that decides over it: one snapshot from beginning to end. */
export interface Turn extends Inquiry {
  readonly conversation: Conversation
  /** Its way through the gate of its server; undefined: there are no bounds. */
  readonly visit?: Visit | undefined
}

/** On which place among those of its grant's sessions a message counts. */
export const slotOf = ({ arrival, conversation }: Pick<Turn, 'arrival' | 'conversation'>): SessionSlot =>
  arrival.slot ?? conversation.slot
