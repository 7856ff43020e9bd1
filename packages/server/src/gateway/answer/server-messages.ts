/** Messages that a server sends by itself: passed, dropped, or answered with an error; never left hanging. */
import {
  type DocumentRef,
  type Instant,
  inForceAt,
  type JsonObject,
  type Permission,
  permits,
  permitsItem,
  permitsQuestion,
  type Surface,
} from '@portcullis/engine'
import type { Caller } from '../../ports/directory.ts'
import { serverNotificationTreatment, serverRequestTreatment } from '../methods.ts'
import { type Conversation, idKey, sessionHeaders } from '../session/conversation.ts'
import type { TaskOwners } from '../session/task-owners.ts'
import type { AnswerListener } from '../upstream/link.ts'
import { errorAnswer } from '../wire/refusal.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import { isObject } from '../wire/shape.ts'

/** Whose stream a message arrived on, and what it may do. */
export interface StreamOwner {
  /** As the configuration has it now; without a policy where it reaches the server no more. */
  readonly caller: Caller
  readonly conversation: Conversation
  /** Hosts of the gateway itself, lower-case. */
  readonly ownHosts: ReadonlySet<string>
  /** Whose calls began which tasks. */
  readonly tasks: TaskOwners
  now(): Instant
  /** The server said that its tools changed. */
  onToolsChanged(): void
  /** A message was refused: for the log. */
  onRefused(method: string, rule: string): void
}

/** Where no policy is attached. */
export const NO_DOCUMENT: DocumentRef = Object.freeze({ id: '', version: '' })
const NO_POLICY: Permission = { allowed: false, rule: '(no policy)', document: NO_DOCUMENT }

/** Whether the grant's policy lets a surface through. */
export function permitted({ policy }: Caller, surface: Surface, at: Instant): Permission {
  return policy === undefined ? NO_POLICY : permits(inForceAt(policy.compiled, at), surface)
}

/**
 * Judges a request or a notification of the server's.
 * @returns whether it goes on to the client; a refused request has been answered already
 */
export function judgeServerMessage(owner: StreamOwner, message: ServerMessage): 'pass' | 'drop' {
  if (message.kind === 'notification') return judgeNotification(owner, message)
  if (message.kind === 'request') return judgeRequest(owner, message)
  return 'drop'
}

/** What the policy says of a server's question. */
export interface JudgedQuestion {
  readonly allowed: boolean
  readonly rule: string
  readonly document?: DocumentRef | undefined
  /** Whether it is a question that the gateway knows. */
  readonly known: boolean
  /** Why, as the end of a sentence; may be empty. */
  readonly because: string
}

/** Whom a server asks, and when. */
export interface Asked {
  readonly caller: Caller
  /** Hosts of the gateway itself, lower-case. */
  readonly ownHosts: ReadonlySet<string>
  readonly at: Instant
}

/** Judges what a server asks of the client, wherever the question travels. */
export function judgeQuestion(
  { caller, ownHosts, at }: Asked,
  { method, params }: { readonly method: string; readonly params: JsonObject },
): JudgedQuestion {
  const treatment = serverRequestTreatment(method)
  if (treatment === undefined) return { allowed: false, known: false, rule: '(unknown method)', because: '' }
  if (pointsHome(params, ownHosts)) {
    return { allowed: false, known: true, rule: '(own pages)', because: ': it leads to the gateway itself' }
  }
  if (treatment.kind === 'pass') return { allowed: true, known: true, rule: '(protocol)', because: '' }
  const asked = caller.policy && permitsQuestion(inForceAt(caller.policy.compiled, at), method, params)
  const because = asked?.because === undefined ? '' : `: ${asked.because}`
  const { allowed, rule, document } =
    asked === undefined ? permitted(caller, treatment.surface, at) : { ...asked, allowed: asked.effect === 'allow' }
  return { allowed, known: true, rule, document, because }
}

/** A server may not send a person to the gateway's own pages: what is answered there, the gateway has to have asked. */
export function pointsHome(params: JsonObject, ownHosts: ReadonlySet<string>): boolean {
  const { url } = params
  return typeof url === 'string' && URL.canParse(url) && ownHosts.has(new URL(url).host)
}

type Notification = Extract<ServerMessage, { kind: 'notification' }>

function judgeNotification(owner: StreamOwner, message: Notification): 'pass' | 'drop' {
  const { method } = message
  if (method === 'notifications/tools/list_changed') owner.onToolsChanged()
  const treatment = serverNotificationTreatment(method)
  if (treatment === undefined) {
    owner.onRefused(method, '(unknown method)')
    return 'drop'
  }
  if (treatment.kind !== 'surface') return 'pass'
  const permission = notificationPermission(owner, treatment.surface, message)
  if (!permission.allowed) owner.onRefused(method, permission.rule)
  return permission.allowed ? 'pass' : 'drop'
}

/** A notification about one resource, or one task, is for whoever may ask for it. */
function notificationPermission(owner: StreamOwner, surface: Surface, { method, params }: Notification): Permission {
  const { policy } = owner.caller
  const at = owner.now()
  const permission = permitted(owner.caller, surface, at)
  if (!permission.allowed || policy === undefined) return permission
  if (method === 'notifications/resources/updated') {
    const { uri } = params
    const { effect, rule, document } = permitsItem(
      inForceAt(policy.compiled, at),
      'resources',
      typeof uri === 'string' ? uri : '',
    )
    return { allowed: effect === 'allow', rule, document }
  }
  if (surface !== 'tasks') return permission
  if (owner.tasks.owns(owner.conversation, params['taskId'])) return questionPermission(owner, params, permission)
  return { ...permission, allowed: false, rule: '(unknown task)' }
}

/** News of a task may carry what its server asks before it goes on. */
function questionPermission(owner: StreamOwner, { inputRequests }: JsonObject, permission: Permission): Permission {
  if (inputRequests === undefined) return permission
  const asked = { caller: owner.caller, ownHosts: owner.ownHosts, at: owner.now() }
  for (const request of isObject(inputRequests) ? Object.values(inputRequests) : [inputRequests]) {
    const { method, params = {} } = isObject(request) ? request : {}
    if (typeof method !== 'string' || !isObject(params)) return { ...permission, allowed: false, rule: '(malformed)' }
    const { allowed, rule, document = permission.document } = judgeQuestion(asked, { method, params })
    if (!allowed) return { allowed, rule, document }
  }
  return permission
}

function judgeRequest(owner: StreamOwner, message: Extract<ServerMessage, { kind: 'request' }>): 'pass' | 'drop' {
  const { method, params } = message
  const judged = judgeQuestion({ caller: owner.caller, ownHosts: owner.ownHosts, at: owner.now() }, { method, params })
  if (judged.allowed) {
    owner.conversation.asked.set(idKey(message.id), method)
    return 'pass'
  }
  owner.onRefused(method, judged.rule)
  const [code, text] = judged.known
    ? [403, `The gateway's policy does not allow ${method} for this client${judged.because}.`]
    : [-32601, `Method not found: the gateway does not pass ${method} on to clients.`]
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
