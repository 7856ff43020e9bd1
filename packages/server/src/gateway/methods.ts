/** The table of methods. What is not in it is refused. */
import type { Surface } from '@portcullis/engine'
import type { Era } from './wire/message.ts'

/**
 * What the flow does with a request of a client's:
 * `call` is decided by the policy's rules for tools; `list` is filtered tool by tool, `items` resource by resource or
 * prompt by prompt; `item` is about one of those; `task` is about a task that an earlier call began; `method` is decided
 * by its name; `pass` belongs to the protocol itself; `unknown` is no method that the gateway knows, which a policy may
 * allow by its name all the same.
 */
export type Treatment =
  | { readonly kind: 'call' | 'list' | 'pass' | 'completion' | 'listen' | 'method' | 'task' | 'tasks' | 'unknown' }
  | ItemsTreatment
  | ItemTreatment

/** A list of resources, of their templates, or of prompts. */
export interface ItemsTreatment {
  readonly kind: 'items'
  readonly surface: 'resources' | 'prompts'
  /** The member of the result that is the list. */
  readonly member: string
  /** The member of each entry that rules judge. */
  readonly key: 'uri' | 'uriTemplate' | 'name'
}

/** One resource, or one prompt. */
export interface ItemTreatment {
  readonly kind: 'item'
  readonly surface: 'resources' | 'prompts'
  /** The member of `params` that names it. */
  readonly key: 'uri' | 'name'
}

/** What becomes of any other message: `surface` is decided as a whole, `pass` belongs to the protocol itself. */
export type OtherTreatment = { readonly kind: 'pass' } | { readonly kind: 'surface'; readonly surface: Surface }

interface Row<T> {
  readonly era: Era | 'both'
  readonly treatment: T
}

const pass = { kind: 'pass' } as const
const resource: ItemTreatment = { kind: 'item', surface: 'resources', key: 'uri' }
const surface = (name: Surface): OtherTreatment => ({ kind: 'surface', surface: name })
const items = (of: ItemsTreatment['surface'], member: string, key: ItemsTreatment['key']): ItemsTreatment => ({
  kind: 'items',
  surface: of,
  member,
  key,
})
const row = <T>(era: Era | 'both', treatment: T): Row<T> => ({ era, treatment })

/** Requests of clients (MCP 2024-11-05 to 2026-07-28, and the tasks extension). */
const requests = new Map<string, Row<Treatment>>([
  ['initialize', row('legacy', pass)],
  ['ping', row('legacy', pass)],
  ['server/discover', row('modern', pass)],
  ['subscriptions/listen', row('modern', { kind: 'listen' })],
  ['tools/list', row('both', { kind: 'list' })],
  ['tools/call', row('both', { kind: 'call' })],
  ['resources/list', row('both', items('resources', 'resources', 'uri'))],
  ['resources/templates/list', row('both', items('resources', 'resourceTemplates', 'uriTemplate'))],
  ['resources/read', row('both', resource)],
  ['resources/subscribe', row('legacy', resource)],
  ['resources/unsubscribe', row('legacy', resource)],
  ['prompts/list', row('both', items('prompts', 'prompts', 'name'))],
  ['prompts/get', row('both', { kind: 'item', surface: 'prompts', key: 'name' })],
  ['completion/complete', row('both', { kind: 'completion' })],
  ['logging/setLevel', row('legacy', { kind: 'method' })],
  ['tasks/get', row('both', { kind: 'task' })],
  ['tasks/cancel', row('both', { kind: 'task' })],
  ['tasks/list', row('legacy', { kind: 'tasks' })],
  ['tasks/result', row('legacy', { kind: 'task' })],
  ['tasks/update', row('modern', { kind: 'task' })],
])

const notifications = new Map<string, Row<OtherTreatment>>([
  ['notifications/initialized', row('legacy', pass)],
  ['notifications/cancelled', row('both', pass)],
  ['notifications/progress', row('legacy', pass)],
  ['notifications/roots/list_changed', row('legacy', surface('roots'))],
  ['notifications/tasks/status', row('legacy', surface('tasks'))],
])

/** Requests of servers to clients: legacy era, and inside `input_required` answers of the modern one. */
const serverRequests = new Map<string, OtherTreatment>([
  ['ping', pass],
  ['sampling/createMessage', surface('sampling')],
  ['elicitation/create', surface('elicitation')],
  ['roots/list', surface('roots')],
  ['tasks/get', surface('tasks')],
  ['tasks/result', surface('tasks')],
  ['tasks/list', surface('tasks')],
  ['tasks/cancel', surface('tasks')],
])

const serverNotifications = new Map<string, OtherTreatment>([
  ['notifications/progress', pass],
  ['notifications/message', pass],
  ['notifications/cancelled', pass],
  ['notifications/tools/list_changed', pass],
  ['notifications/prompts/list_changed', surface('prompts')],
  ['notifications/resources/list_changed', surface('resources')],
  ['notifications/resources/updated', surface('resources')],
  ['notifications/subscriptions/acknowledged', pass],
  ['notifications/elicitation/complete', surface('elicitation')],
  ['notifications/tasks/status', surface('tasks')],
  ['notifications/tasks', surface('tasks')],
])

const inEra = <T>(found: Row<T> | undefined, era: Era): T | undefined =>
  found !== undefined && (found.era === 'both' || found.era === era) ? found.treatment : undefined

/** What to do with a client's request. */
export const requestTreatment = (method: string, era: Era): Treatment => inEra(requests.get(method), era) ?? UNKNOWN

const UNKNOWN: Treatment = { kind: 'unknown' }

/** What to do with a client's notification; undefined: drop it. */
export const notificationTreatment = (method: string, era: Era): OtherTreatment | undefined =>
  inEra(notifications.get(method), era)

/** What to do with a server's request; undefined: answer it with an error. */
export const serverRequestTreatment = (method: string): OtherTreatment | undefined => serverRequests.get(method)

/** What to do with a server's notification; undefined: drop it. */
export const serverNotificationTreatment = (method: string): OtherTreatment | undefined =>
  serverNotifications.get(method)
