/** Caller and message → the question for the engine. */
import type { CallRequest, JsonObject } from '@portcullis/engine'
import type { CalledTool, Turn } from './turn.ts'
import { isObject } from './wire/shape.ts'

const NO_ARGUMENTS: JsonObject = Object.freeze({})

/** Name of the tool that a `tools/call` names; the wire has checked that it is a non-empty string. */
export function toolName(turn: Turn): string {
  const { name } = turn.message.params
  return typeof name === 'string' ? name : ''
}

/** The arguments of a `tools/call`; none where it has none. */
export function argumentsOf(turn: Turn): JsonObject {
  const given = turn.message.params['arguments']
  return isObject(given) ? given : NO_ARGUMENTS
}

/** @returns the request in the engine's words, with the instant at which the message was complete */
export function describe(turn: Turn, { name, label }: CalledTool): CallRequest {
  const { caller, conversation, message, arrival } = turn
  const { client } = conversation
  const { address } = arrival
  return {
    subject: caller.grant.subject,
    tool: { server: caller.server.slug, name, label },
    context: {
      at: turn.at,
      slot: conversation.slot,
      ...(client === undefined ? undefined : { client }),
      ...(address === undefined ? undefined : { address }),
    },
    arguments: argumentsOf(turn),
    inexact: message.inexact,
  }
}
