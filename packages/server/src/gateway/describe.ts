/** Caller and message → the question for the engine. */
import { type CallRequest, type Context, type JsonObject, type Seen, settingsFor } from '@portcullis/engine'
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
  const { caller, message } = turn
  const input = inputOf(message)
  return {
    subject: caller.grant.subject,
    tool: { server: caller.server.slug, name, label, annotations },
    context: new Circumstances(turn, digest, flow),
    arguments: args,
    inexact: message.inexact,
    input: input?.input,
    inexactInput: input?.inexactInput,
  }
}

/** Of one call. A class, because a literal with an accessor is slow to make and to read, and thousands come each second. */
class Circumstances implements Context {
  readonly at
  readonly slot
  readonly client
  readonly address
  readonly digest
  readonly #caller
  readonly #flow

  constructor(turn: Turn, digest: Environment['valueDigest'], flow: Environment['flow']) {
    const { arrival, conversation } = turn
    this.at = turn.at
    this.slot = slotOf(turn)
    this.client = arrival.client ?? conversation.client
    this.address = arrival.address
    this.digest = digest
    this.#caller = turn.caller
    this.#flow = flow
  }

  /** Looked up only where a rule asks for it. */
  get seen(): Seen | undefined {
    const { policy, grant } = this.#caller
    if (policy === undefined) return undefined
    const { flowWindow } = settingsFor(policy.compiled, this.at)
    return this.#flow.seen(readerOf(grant), flowWindow)
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
