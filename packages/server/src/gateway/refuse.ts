/** The one way out for everything that is refused: recorded, then said in the client's form. */
import type { Verdict } from '@portcullis/engine'
import type { Environment } from './environment.ts'
import { type Refusal, refusal, refusals } from './errors.ts'
import { type NamedItem, refusalReply, unknownItemReply, unknownToolReply } from './reply.ts'
import type { Arrival, CalledTool, Inquiry } from './turn.ts'
import type { Message } from './wire/message.ts'
import type { WireRefusal } from './wire/read.ts'
import { errorAnswer } from './wire/refusal.ts'

/** Refuses a request that was read. */
export function refuse(env: Environment, turn: Inquiry, found: Refusal, tool?: CalledTool): void {
  const said = turn.narrowedFrom === undefined ? found : { ...found, message: NARROWED + found.message }
  const reply = recorded(env, turn, said, tool) ?? refusalReply(turn, said)
  turn.arrival.down.json(reply.status, reply.body)
}

/** The agent may otherwise look for the fault in what it sent. */
const NARROWED = 'A person approved this call with other arguments, and with those it is refused: '

/** Refuses a call with another answer than the refusal's own: one that asks the client for something first. */
export function refuseWith(
  env: Environment,
  turn: Inquiry,
  { found, tool, body }: { readonly found: Refusal; readonly tool: CalledTool; readonly body: Buffer },
): void {
  const reply = recorded(env, turn, found, tool) ?? { status: 200, body }
  turn.arrival.down.json(reply.status, reply.body)
}

/** Refuses a tool's name that is absent, hidden or quarantined: the client cannot tell which, the log can. */
export function refuseUnknownTool(env: Environment, turn: Inquiry, tool: CalledTool, rule: string): void {
  const reply = recorded(env, turn, refusal('tool_unknown', rule), tool) ?? unknownToolReply(turn, tool.name)
  turn.arrival.down.json(reply.status, reply.body)
}

/** Refuses a resource or a prompt that is hidden, as the server's answer for one that it does not have is passed on. */
export function refuseUnknownItem(
  env: Environment,
  turn: Inquiry,
  named: NamedItem,
  { rule, document }: Verdict,
): void {
  const found = { ...refusal(named.surface === 'prompts' ? 'prompt_unknown' : 'resource_unknown', rule), document }
  const reply = recorded(env, turn, found, undefined) ?? unknownItemReply(turn, named)
  turn.arrival.down.json(reply.status, reply.body)
}

/** @returns another answer, where the refusal cannot be given as it is: too many of them */
function recorded(
  env: Environment,
  turn: Inquiry,
  found: Refusal,
  tool: CalledTool | undefined,
): { readonly status: number; readonly body: Buffer } | undefined {
  if (env.refusals.take(turn.caller.grant.subject.grant, turn.started) === 'ok') {
    env.recorder.refused(turn, tool, found)
    return undefined
  }
  const tooMany = refusal('too_many_refusals')
  env.recorder.refused(turn, undefined, tooMany)
  return refusalReply(turn, tooMany)
}

/** Refuses bytes that are no message. */
export function refuseUnread(env: Environment, arrival: Arrival, found: WireRefusal): void {
  env.recorder.unread(arrival.caller, found.refused)
  arrival.down.json(found.http, errorAnswer(found.idText, found.rpc, found.message, found.data))
}

/** Refuses a message before or beside its method's own way. */
export function refuseMessage(env: Environment, arrival: Arrival, found: Refusal, message?: Message): void {
  env.recorder.unread(arrival.caller, found.code)
  if (arrival.down.begun) return arrival.down.abort()
  const form = refusals[found.code]
  const idText = message?.kind === 'request' ? message.idText : undefined
  if (message?.kind === 'notification' && arrival.channel !== undefined) return
  arrival.down.json(form.http, errorAnswer(idText, form.rpc, found.message))
}
