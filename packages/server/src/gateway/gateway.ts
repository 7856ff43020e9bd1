/** The whole flow of a message, on one screen: identify, read, find the conversation, then its method's own way. */
import type { Caller } from '../ports/directory.ts'
import { initialize } from './answer/initialize-judge.ts'
import { passAnswer } from './answer/judge.ts'
import { callTool } from './call-tool.ts'
import { NOT_CURRENT } from './currency.ts'
import { enter } from './enter.ts'
import type { Environment } from './environment.ts'
import { refusal } from './errors.ts'
import { forward } from './forward.ts'
import { listItems, listTasks } from './list-items.ts'
import { listTools } from './list-tools.ts'
import { requestTreatment, type Treatment } from './methods.ts'
import { passNotification, passResponse } from './one-way.ts'
import { PROTOCOL } from './record.ts'
import { refuse, refuseMessage, refuseUnread } from './refuse.ts'
import { idKey } from './session/conversation.ts'
import { converse } from './session/converse.ts'
import { refuseClosed, stoppedRefusal } from './stopped.ts'
import { byMethod, completion, item, permitsUnknown, subscribe, task, unknown } from './surface.ts'
import { traced } from './trace.ts'
import type { Arrival, Turn } from './turn.ts'
import { Visit } from './upstream/visit.ts'

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
  const stop = caller.stopped
  if (stop !== undefined) return refuseClosed(env, { arrival, caller, found: stoppedRefusal(stop) }, message)
  if (started > env.currency.until) return refuseClosed(env, { arrival, caller, found: NOT_CURRENT }, message)
  const { channel, sessionId, head } = arrival
  const place = { caller, channel, sessionId, version: head?.protocolVersion }
  const conversation = converse(env.conversations, place, message, started)
  if ('code' in conversation) return refuseMessage(env, arrival, conversation, message)

  switch (message.kind) {
    case 'request': {
      const visit = new Visit(caller.grant.subject, arrival.bytes.length)
      const at = env.clock.now()
      return request(env, { arrival, caller, conversation, message, started, at, id: env.nextId(), visit })
    }
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

function request(env: Environment, arrived: Turn): Promise<void> | void {
  const turn = traced(env, arrived)
  const { message, conversation } = turn
  turn.arrival.down.named?.(turn.id)
  const treatment = requestTreatment(message.method, message.era)
  // For a refusal it needs no place.
  if (treatment.kind === 'unknown' && !permitsUnknown(turn)) return unknown(env, turn)
  if (!conversation.stateless && conversation.pending.has(idKey(message.id)))
    return refuse(env, turn, refusal('duplicate_id'))
  // A call goes in when it was judged.
  return treatment.kind === 'call' ? callTool(env, turn) : throughGate(env, turn, treatment)
}

/** What is decided in one step is decided once it is in. */
function throughGate(env: Environment, turn: Turn, treatment: Treatment): Promise<void> | void {
  const entering = enter(env, turn, { isLight: LIGHT.has(treatment.kind) })
  // What opened no session must not keep a child.
  const isUnopened = entering === undefined && turn.message.method === 'initialize'
  if (isUnopened && turn.arrival.channel === undefined) env.conversations.end(turn.conversation)
  return entering instanceof Promise
    ? entering.then((entered) => within(env, entered, treatment))
    : within(env, entering, treatment)
}

function within(env: Environment, turn: Turn | undefined, treatment: Treatment): Promise<void> | void {
  if (turn === undefined) return
  const leave = (): void => turn.visit?.leaveUntaken()
  let going: Promise<void> | undefined
  try {
    going = treat(env, turn, treatment) ?? undefined
    return going?.finally(leave)
  } finally {
    if (going === undefined) leave()
  }
}

function treat(env: Environment, turn: Turn, treatment: Treatment): Promise<void> | void {
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
    case 'unknown':
      return unknown(env, turn)
    default:
      return treatment satisfies never
  }
}

/** They ask for no work, stay open for long, or speak of work that is done already: they take nobody's place. */
const LIGHT: ReadonlySet<Treatment['kind']> = new Set(['pass', 'method', 'task', 'tasks', 'listen'])

function passProtocol(env: Environment, turn: Turn): void {
  const judge = turn.message.method === 'initialize' ? initialize(turn) : passAnswer
  if (!env.recorder.allowed(turn, PROTOCOL)) return refuse(env, turn, refusal('log_unavailable'))
  forward(env, turn, { bytes: turn.message.bytes, judge, reserved: false })
}
