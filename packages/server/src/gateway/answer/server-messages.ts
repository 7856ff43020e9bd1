/** Messages that a server sends by itself: passed, dropped, or answered with an error; never left hanging. */
import { type JsonObject, type Permission, permits, type Surface } from '@portcullis/engine'
import type { Caller } from '../../ports/directory.ts'
import { serverNotificationTreatment, serverRequestTreatment } from '../methods.ts'
import { type Conversation, idKey, sessionHeaders } from '../session/conversation.ts'
import type { AnswerListener } from '../upstream/link.ts'
import { errorAnswer } from '../wire/refusal.ts'
import type { ServerMessage } from '../wire/server-message.ts'

/** Whose stream a message arrived on, and what it may do. */
export interface StreamOwner {
  readonly caller: Caller
  readonly conversation: Conversation
  /** Hosts of the gateway itself, lower-case. */
  readonly ownHosts: ReadonlySet<string>
  /** The server said that its tools changed. */
  onToolsChanged(): void
  /** A message was refused: for the log. */
  onRefused(method: string, rule: string): void
}

const NO_POLICY: Permission = { allowed: false, rule: '(no policy)' }

/** Whether the grant's policy lets a surface through. */
export function permitted(caller: Caller, surface: Surface): Permission {
  return caller.policy === undefined ? NO_POLICY : permits(caller.policy.compiled, surface)
}

/**
 * Judges a request or a notification of the server's.
 * @returns whether it goes on to the client; a refused request has been answered already
 */
export function judgeServerMessage(owner: StreamOwner, message: ServerMessage): 'pass' | 'drop' {
  if (message.kind === 'notification') return judgeNotification(owner, message.method)
  if (message.kind === 'request') return judgeRequest(owner, message)
  return 'drop'
}

/** A server may not send a person to the gateway's own pages: what is answered there, the gateway has to have asked. */
export function pointsHome(params: JsonObject, ownHosts: ReadonlySet<string>): boolean {
  const { url } = params
  return typeof url === 'string' && URL.canParse(url) && ownHosts.has(new URL(url).host)
}

function judgeNotification(owner: StreamOwner, method: string): 'pass' | 'drop' {
  if (method === 'notifications/tools/list_changed') owner.onToolsChanged()
  const treatment = serverNotificationTreatment(method)
  if (treatment === undefined) {
    owner.onRefused(method, '(unknown method)')
    return 'drop'
  }
  if (treatment.kind !== 'surface') return 'pass'
  const permission = permitted(owner.caller, treatment.surface)
  if (!permission.allowed) owner.onRefused(method, permission.rule)
  return permission.allowed ? 'pass' : 'drop'
}

function judgeRequest(owner: StreamOwner, message: Extract<ServerMessage, { kind: 'request' }>): 'pass' | 'drop' {
  const treatment = serverRequestTreatment(message.method)
  const permission = treatment?.kind === 'surface' ? permitted(owner.caller, treatment.surface) : undefined
  const allowed = permission?.allowed !== false && !pointsHome(message.params, owner.ownHosts)
  if (treatment !== undefined && allowed) {
    owner.conversation.asked.set(idKey(message.id), message.method)
    return 'pass'
  }
  owner.onRefused(message.method, permission?.rule ?? '(unknown method)')
  const [code, text] =
    treatment === undefined
      ? [-32601, `Method not found: the gateway does not pass ${message.method} on to clients.`]
      : [403, `The gateway's policy does not allow ${message.method} for this client.`]
  owner.conversation.link.exchange(
    {
      kind: 'response',
      bytes: errorAnswer(message.idText, code, text),
      era: 'legacy',
      id: message.id,
      method: undefined,
      progressToken: undefined,
      headers: sessionHeaders(owner.conversation),
    },
    deaf,
  )
  return 'drop'
}

const nothing = (): void => undefined
/** For messages whose answer carries nothing. */
export const deaf: AnswerListener = {
  onSent: nothing,
  onHead: nothing,
  onChunk: () => true,
  onEvent: () => true,
  onEnd: nothing,
  onFailure: nothing,
}
