/** Caller and message → the question for the engine. */
import { type CallRequest, type JsonObject, settingsFor } from '@portcullis/engine'
import type { Grant } from '../ports/directory.ts'
import type { FlowPlace } from '../ports/flow-facts.ts'
import type { Environment } from './environment.ts'
import { type CalledTool, slotOf, type Turn } from './turn.ts'
import { inexactNumbersIn } from './wire/inexact-numbers.ts'
import type { RequestMessage } from './wire/message.ts'
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

/**
 * @param args as rules read them
 * @returns the request in the engine's words, with the instant at which the message was complete
 */
export function describe(
  { valueDigest: digest, flow }: Pick<Environment, 'valueDigest' | 'flow'>,
  turn: Turn,
  { name, label, annotations }: CalledTool,
  args: JsonObject = argumentsOf(turn),
): CallRequest {
  const { caller, conversation, message, arrival } = turn
  const client = arrival.client ?? conversation.client
  const { address } = arrival
  return {
    subject: caller.grant.subject,
    tool: { server: caller.server.slug, name, label, annotations },
    context: {
      at: turn.at,
      slot: slotOf(turn),
      digest,
      // Looked up only where a rule asks for it.
      get seen() {
        const { policy, grant } = caller
        if (policy === undefined) return undefined
        const { flowWindow } = settingsFor(policy.compiled, turn.at)
        return flow.seen(readerOf(grant), flowWindow)
      },
      ...(client === undefined ? undefined : { client }),
      ...(address === undefined ? undefined : { address }),
    },
    arguments: args,
    inexact: message.inexact,
    ...inputOf(message),
  }
}

/** Facts are the whole grant's: a session that is opened anew would otherwise have read nothing. Slots are for amounts. */
export function readerOf({ subject }: Grant): FlowPlace {
  return { grant: subject.grant, slot: 0 }
}

/** What a call sends along as answers to its server's questions; whether it asked is judged where rules read them. */
function inputOf({
  era,
  params,
  spans,
  bytes,
}: RequestMessage): Pick<CallRequest, 'input' | 'inexactInput'> | undefined {
  const input = params['inputResponses']
  const span = spans.get('inputResponses')
  if (era !== 'modern' || !isObject(input) || span === undefined) return undefined
  return { input, inexactInput: inexactNumbersIn(bytes.subarray(span.start, span.end)) }
}
