/** The table of methods. What is not in it is refused. */
import type { Surface } from '@portcullis/engine'
import type { Era } from './wire/message.ts'

/**
 * What the flow does with a method:
 * `call` is decided by the policy's rules for tools; `list` is filtered tool by tool; `pass` belongs to the protocol
 * itself; `surface` is decided as a whole, and its lists are answered empty where it is refused.
 */
export type Treatment =
  | { readonly kind: 'call' }
  | { readonly kind: 'list' }
  | { readonly kind: 'pass' }
  | { readonly kind: 'surface'; readonly surface: Surface; readonly emptyList?: string }

interface Row {
  readonly era: Era | 'both'
  readonly treatment: Treatment
}

const pass: Treatment = { kind: 'pass' }
const surface = (name: Surface, emptyList?: string): Treatment =>
  emptyList === undefined ? { kind: 'surface', surface: name } : { kind: 'surface', surface: name, emptyList }
const row = (era: Row['era'], treatment: Treatment): Row => ({ era, treatment })

/** Requests of clients (MCP 2024-11-05 to 2026-07-28, and the tasks extension). */
const requests = new Map<string, Row>([
  ['initialize', row('legacy', pass)],
  ['ping', row('legacy', pass)],
  ['server/discover', row('modern', pass)],
  // What may come of a subscription is judged message by message.
  ['subscriptions/listen', row('modern', pass)],
  ['tools/list', row('both', { kind: 'list' })],
  ['tools/call', row('both', { kind: 'call' })],
  ['resources/list', row('both', surface('resources', 'resources'))],
  ['resources/templates/list', row('both', surface('resources', 'resourceTemplates'))],
  ['resources/read', row('both', surface('resources'))],
  ['resources/subscribe', row('legacy', surface('resources'))],
  ['resources/unsubscribe', row('legacy', surface('resources'))],
  ['prompts/list', row('both', surface('prompts', 'prompts'))],
  ['prompts/get', row('both', surface('prompts'))],
  ['completion/complete', row('both', surface('completion'))],
  ['logging/setLevel', row('legacy', surface('logging'))],
  ['tasks/get', row('both', surface('tasks'))],
  ['tasks/cancel', row('both', surface('tasks'))],
  ['tasks/list', row('legacy', surface('tasks', 'tasks'))],
  ['tasks/result', row('legacy', surface('tasks'))],
  ['tasks/update', row('modern', surface('tasks'))],
])

const notifications = new Map<string, Row>([
  ['notifications/initialized', row('legacy', pass)],
  ['notifications/cancelled', row('both', pass)],
  ['notifications/progress', row('legacy', pass)],
  ['notifications/roots/list_changed', row('legacy', surface('roots'))],
  ['notifications/tasks/status', row('legacy', surface('tasks'))],
])

/** Requests of servers to clients: legacy era, and inside `input_required` answers of the modern one. */
const serverRequests = new Map<string, Treatment>([
  ['ping', pass],
  ['sampling/createMessage', surface('sampling')],
  ['elicitation/create', surface('elicitation')],
  ['roots/list', surface('roots')],
  ['tasks/get', surface('tasks')],
  ['tasks/result', surface('tasks')],
  ['tasks/list', surface('tasks')],
  ['tasks/cancel', surface('tasks')],
])

const serverNotifications = new Map<string, Treatment>([
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

const inEra = (found: Row | undefined, era: Era): Treatment | undefined =>
  found !== undefined && (found.era === 'both' || found.era === era) ? found.treatment : undefined

/** What to do with a client's request; undefined: refuse it as unknown. */
export const requestTreatment = (method: string, era: Era): Treatment | undefined => inEra(requests.get(method), era)

/** What to do with a client's notification; undefined: drop it. */
export const notificationTreatment = (method: string, era: Era): Treatment | undefined =>
  inEra(notifications.get(method), era)

/** What to do with a server's request; undefined: answer it with an error. */
export const serverRequestTreatment = (method: string): Treatment | undefined => serverRequests.get(method)

/** What to do with a server's notification; undefined: drop it. */
export const serverNotificationTreatment = (method: string): Treatment | undefined => serverNotifications.get(method)
