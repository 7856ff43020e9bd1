/** Finds or opens the conversation that a message belongs to. */
import type { Caller } from '../../ports/directory.ts'
import { type Refusal, refusal } from '../errors.ts'
import type { ChannelClient } from '../turn.ts'
import type { Message } from '../wire/message.ts'
import type { Conversation } from './conversation.ts'
import type { Conversations } from './conversations.ts'

const INITIALIZE = 'initialize'
const VERSION = /^\d{4}-\d{2}-\d{2}$/

/** Where a message came from. */
export interface Place {
  readonly caller: Caller
  readonly channel: ChannelClient | undefined
  readonly sessionId: string | undefined
  /** Of the protocol, as the client's header says. */
  readonly version: string | undefined
}

/** @param now monotonic, milliseconds */
export function converse(
  conversations: Conversations,
  place: Place,
  message: Message,
  now: number,
): Conversation | Refusal {
  const { caller, channel } = place
  if (message.era === 'modern') return conversations.stateless(caller, now) ?? refusal('session_limit')
  if (message.kind === 'request' && message.method === INITIALIZE) return openSession(conversations, place, now)
  if (channel !== undefined) return channelSession(conversations, place, now)
  return findSession(conversations, place, now)
}

function openSession(conversations: Conversations, { caller, channel }: Place, now: number): Conversation | Refusal {
  const opened = conversations.open(caller, now)
  if (opened === undefined) return refusal('session_limit')
  if (channel === undefined) return opened
  const before = channel.session
  conversations.attach(opened)
  channel.session = opened
  if (before !== undefined) conversations.end(before)
  return opened
}

function channelSession(conversations: Conversations, { caller, channel }: Place, now: number): Conversation | Refusal {
  const session = channel?.session
  if (session === undefined) return refusal('session_required')
  if (session.ended || session.link.dead) return refusal('session_not_found')
  const { grant } = caller.grant.subject
  if (session.grant !== grant || session.server !== caller.server.id) return refusal('session_not_found')
  conversations.touch(session, caller, now)
  return session
}

/** Finds the session of an HTTP client; servers without sessions are spoken to without one. */
export function findSession(
  conversations: Conversations,
  { caller, sessionId, version }: Omit<Place, 'channel'>,
  now: number,
): Conversation | Refusal {
  if (sessionId === undefined) {
    if (caller.server.transport.kind !== 'http') return refusal('session_required')
    return conversations.stateless(caller, now) ?? refusal('session_limit')
  }
  const found = conversations.find(caller, sessionId, now)
  // What was agreed upon was known to the gateway that opened the session.
  if ('adopted' in found && found.adopted !== undefined && version !== undefined && VERSION.test(version)) {
    found.version ??= version
  }
  return found
}
