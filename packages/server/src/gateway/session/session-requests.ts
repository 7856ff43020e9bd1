/** What an HTTP client asks of its session beside messages: the standalone stream, and its end. */
import type { Caller } from '../../ports/directory.ts'
import { notCurrent } from '../currency.ts'
import type { Downstream } from '../downstream.ts'
import type { Environment } from '../environment.ts'
import { type Refusal, refusals } from '../errors.ts'
import { stoppedRefusal } from '../stopped.ts'
import type { ChannelClient } from '../turn.ts'
import { errorAnswer } from '../wire/refusal.ts'
import { type Conversation, sessionHeaders } from './conversation.ts'
import { findSession } from './converse.ts'
import { listen } from './listen.ts'

/** A `GET` or `DELETE` of the legacy era (MCP 2025-11-25, transports, sections on listening and session management). */
export interface SessionRequest {
  readonly caller: Caller
  readonly sessionId: string | undefined
  readonly lastEventId: string | undefined
  readonly protocolVersion: string | undefined
  readonly address: string | undefined
  readonly down: Downstream
}

/** `GET`: opens the stream on which the server speaks by itself, or resumes one. */
export function openStream(env: Environment, request: SessionRequest): void {
  const { caller, lastEventId, address, down } = request
  const closed = caller.stopped === undefined ? notCurrent(env) : stoppedRefusal(caller.stopped)
  if (closed !== undefined) return say(env, request, closed)
  const conversation = sessionOf(env, request)
  if ('code' in conversation) return say(env, request, conversation)
  listen(env, { caller, conversation, lastEventId, address, down, headers: headersOf(request, conversation) })
}

/** Who is connected by a channel, and from where. */
export type ChannelCaller = Pick<SessionRequest, 'caller' | 'address'>

/** Lets what the server sends by itself come to a channel's client, once that client is ready. */
export function listenOnChannel(env: Environment, by: ChannelCaller, client: ChannelClient, down: Downstream): void {
  const { caller, address } = by
  const conversation = client.session
  if (conversation === undefined || conversation.ended) return
  const headers = caller.server.transport.kind === 'http' ? sessionHeaders(conversation) : []
  listen(env, { caller, conversation, lastEventId: undefined, address, down, headers, unasked: true })
}

/** `DELETE`: ends the session here and at the server. */
export async function endSession(env: Environment, request: SessionRequest): Promise<void> {
  const { down } = request
  const conversation = sessionOf(env, request)
  if ('code' in conversation) return say(env, request, conversation)
  const status = await conversation.link.close(headersOf(request, conversation))
  if (!conversation.stateless && status !== 405) env.conversations.forget(conversation)
  down.empty(status)
}

const sessionOf = (env: Environment, request: SessionRequest): Conversation | Refusal =>
  findSession(env.conversations, { ...request, version: request.protocolVersion }, env.clock.monotonic())

/** The server gets the id that it gave, never the one that its client has. */
function headersOf({ caller, protocolVersion }: SessionRequest, { sessionId }: Conversation): readonly string[] {
  const headers: string[] = []
  if (caller.server.transport.kind !== 'http') return headers
  if (protocolVersion !== undefined) headers.push('mcp-protocol-version', protocolVersion)
  if (sessionId !== undefined) headers.push('mcp-session-id', sessionId)
  return headers
}

function say(env: Environment, { caller, down }: SessionRequest, found: Refusal): void {
  env.recorder.unread(caller, found.code)
  const { http, rpc } = refusals[found.code]
  down.json(http < 400 ? 403 : http, errorAnswer(undefined, rpc, found.message))
}
