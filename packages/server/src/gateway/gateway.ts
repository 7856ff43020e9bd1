/** The whole flow of a message, on one screen: identify, read, find the conversation, then its method's own way. */
import type { Caller } from '../ports/directory.ts'
import { initialize } from './answer/initialize-judge.ts'
import { passAnswer } from './answer/judge.ts'
import { callTool } from './call-tool.ts'
import type { Environment } from './environment.ts'
import { refusal } from './errors.ts'
import { forward } from './forward.ts'
import { listItems, listTasks } from './list-items.ts'
import { listTools } from './list-tools.ts'
import { requestTreatment } from './methods.ts'
import { passNotification, passResponse } from './one-way.ts'
import { PROTOCOL } from './record.ts'
import { refuse, refuseMessage, refuseUnread } from './refuse.ts'
import { idKey } from './session/conversation.ts'
import { converse } from './session/converse.ts'
import { refuseStopped } from './stopped.ts'
import { byMethod, completion, item, subscribe, task, unknown } from './surface.ts'
import type { Arrival, Turn } from './turn.ts'

/**
 * Takes one message through the gateway. Never throws or rejects: what fails is refused, recorded and said.
 * @returns a promise only where something has to be waited for
 */
export function receive(env: Environment, arrival: Arrival): Promise<void> | void {
  try {
    return take(env, arrival)?.catch((cause: unknown) => fail(env, arrival, cause))
  } catch (cause) {
    fail(env, arrival, cause)
  }
}

function fail(env: Environment, arrival: Arrival, cause: unknown): void {
  env.diagnose('A message could not be processed, so it was refused.', cause)
  refuseMessage(env, arrival, refusal('internal'))
}

function take(env: Environment, arrival: Arrival): Promise<void> | void {
  const started = env.clock.monotonic()
  const caller = currentCaller(env, arrival)
  if (caller === undefined) return refuseMessage(env, arrival, refusal('unauthenticated'))
  const message = env.readMessage(arrival.bytes, arrival.head)
  if ('refused' in message) return refuseUnread(env, arrival, message)
  env.onUsed?.(caller)
  if (caller.stopped !== undefined) return refuseStopped(env, { arrival, caller, stop: caller.stopped }, message)
  const { channel, sessionId } = arrival
  const conversation = converse(env.conversations, { caller, channel, sessionId }, message, started)
  if ('code' in conversation) return refuseMessage(env, arrival, conversation, message)

  switch (message.kind) {
    case 'request':
      return request(env, { arrival, caller, conversation, message, at: env.clock.now(), started, id: env.nextId() })
    case 'notification':
      return passNotification(env, { arrival, caller, conversation, message })
    case 'response':
      return passResponse(env, { arrival, caller, conversation, message })
    default:
      return message satisfies never
  }
}

/** The caller as the configuration names it now: it may have changed since the head was read. */
export function currentCaller(env: Environment, arrival: Arrival): Caller | undefined {
  if (arrival.caller.generation === env.directory.generation) return arrival.caller
  const again = arrival.identifyAgain()
  return typeof again === 'string' ? undefined : again
}

function request(env: Environment, turn: Turn): Promise<void> | void {
  const { message, conversation } = turn
  const treatment = requestTreatment(message.method, message.era)
  if (treatment === undefined) return unknown(env, turn)
  if (!conversation.stateless && conversation.pending.has(idKey(message.id)))
    return refuse(env, turn, refusal('duplicate_id'))
  switch (treatment.kind) {
    case 'call':
      return callTool(env, turn)
    case 'list':
      return listTools(env, turn)
    case 'items':
      return listItems(env, turn, treatment)
    case 'item':
      return item(env, turn, treatment)
    case 'completion':
      return completion(env, turn)
    case 'method':
      return byMethod(env, turn)
    case 'task':
      return task(env, turn)
    case 'tasks':
      return listTasks(env, turn)
    case 'listen':
      return subscribe(env, turn)
    case 'pass':
      return passProtocol(env, turn)
    default:
      return treatment satisfies never
  }
}

function passProtocol(env: Environment, turn: Turn): void {
  const judge = turn.message.method === 'initialize' ? initialize(turn) : passAnswer
  if (!env.recorder.allowed(turn, PROTOCOL)) return refuse(env, turn, refusal('log_unavailable'))
  forward(env, turn, { bytes: turn.message.bytes, judge, reserved: false })
}
