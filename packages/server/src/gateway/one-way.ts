/** Messages of the client's that have no answer: notifications, and answers to the server's own requests. */
import type { Caller } from '../ports/directory.ts'
import { permitted } from './answer/server-messages.ts'
import type { Downstream } from './downstream.ts'
import type { Environment } from './environment.ts'
import { refusal } from './errors.ts'
import { notificationTreatment } from './methods.ts'
import { outgoingHeaders } from './outgoing.ts'
import { refuseMessage } from './refuse.ts'
import { type Conversation, idKey } from './session/conversation.ts'
import type { Arrival } from './turn.ts'
import type { AnswerListener } from './upstream/link.ts'
import type { NotificationMessage, ResponseMessage } from './wire/message.ts'

interface OneWay<M> {
  readonly arrival: Arrival
  readonly caller: Caller
  readonly conversation: Conversation
  readonly message: M
}

/** Passes a notification that the table knows; others are dropped and recorded, as there is nobody to tell. */
export function passNotification(env: Environment, turn: OneWay<NotificationMessage>): void {
  const { arrival, caller, message } = turn
  const treatment = notificationTreatment(message.method, message.era)
  const permission = treatment?.kind === 'surface' ? permitted(caller, treatment.surface, env.clock.now()) : undefined
  if (treatment === undefined || permission?.allowed === false) {
    env.recorder.dropped(caller, {
      method: message.method,
      rule: permission?.rule ?? '(unknown method)',
      era: message.era,
    })
    arrival.down.empty(202)
    return
  }
  if (cancelsHeld(turn)) return arrival.down.empty(202)
  send(turn, message.method, undefined)
  if (message.method === 'notifications/initialized') arrival.channel?.onInitialized()
}

/** The client gives up a request of which its server has not heard yet. */
function cancelsHeld({ conversation, message: { method, params } }: OneWay<NotificationMessage>): boolean {
  const { requestId } = params
  if (method !== 'notifications/cancelled') return false
  if (typeof requestId !== 'string' && typeof requestId !== 'number') return false
  const cancel = conversation.pending.get(idKey(requestId))?.cancel
  cancel?.()
  return cancel !== undefined
}

/** Passes an answer only where the server asked for one. */
export function passResponse(env: Environment, turn: OneWay<ResponseMessage>): void {
  const { arrival, conversation, message } = turn
  // Whatever is answered to a question of our own decides nothing.
  if (conversation.ownAsked.delete(idKey(message.id))) return arrival.down.empty(202)
  if (!conversation.asked.delete(idKey(message.id))) {
    refuseMessage(env, arrival, refusal('unexpected_response'), message)
    return
  }
  send(turn, undefined, message.id)
}

function send(
  { arrival, conversation, message }: OneWay<NotificationMessage | ResponseMessage>,
  method: string | undefined,
  id: ResponseMessage['id'] | undefined,
): void {
  conversation.link.exchange(
    {
      kind: message.kind,
      bytes: message.bytes,
      era: message.era,
      id,
      method,
      progressToken: undefined,
      headers: outgoingHeaders(arrival, conversation, message),
    },
    accepted(arrival.down),
  )
}

/** Tells the client the upstream's status, and nothing else of its answer. */
function accepted(down: Downstream): AnswerListener {
  let told = false
  const tell = (status: number): void => {
    if (told) return
    told = true
    down.empty(status)
  }
  return {
    onSent: () => undefined,
    onHead: ({ status }) => tell(status >= 400 ? status : 202),
    onChunk: () => true,
    onEvent: () => true,
    onEnd: () => tell(202),
    onFailure: () => tell(502),
  }
}
