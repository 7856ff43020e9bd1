/** What a client subscribes to, and what each server is asked for of it. */
import type { JsonObject, JsonValue } from '@portcullis/engine'
import type { Caller } from '../../ports/directory.ts'
import { META } from '../wire/era.ts'
import { isObject } from '../wire/shape.ts'
import { setAt, valueAt } from '../wire/splice.ts'
import { type Asking, idText } from './asking.ts'
import { openTask } from './results.ts'
import { bareAddress, findPlace } from './route.ts'

const FLAGS = ['toolsListChanged', 'promptsListChanged', 'resourcesListChanged'] as const

/** Asks to hear of changes of one list. */
export type Flag = (typeof FLAGS)[number]

/** What is told of it. */
export const NEWS: Readonly<Record<Flag, string>> = {
  toolsListChanged: 'notifications/tools/list_changed',
  promptsListChanged: 'notifications/prompts/list_changed',
  resourcesListChanged: 'notifications/resources/list_changed',
}
/** The first message of a subscription. */
export const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged'

/** What one server is asked to tell. */
export interface Wish {
  readonly caller: Caller
  readonly notifications: JsonObject
  /** By the address as the server knows it: as the client named it. */
  readonly names: ReadonlyMap<string, string>
}

function wantedBy({ outgoing }: Asking): JsonObject {
  const found = valueAt(outgoing.bytes, ['params', 'notifications'])
  return isObject(found) ? found : {}
}

/** The lists of whose changes the client wants to hear. */
export function flagsOf(asking: Asking): readonly Flag[] {
  const wanted = wantedBy(asking)
  return FLAGS.filter((flag) => wanted[flag] === true)
}

/** The same as a server is asked for it. */
export const wishFor = (flags: readonly Flag[]): JsonObject => Object.fromEntries(flags.map((flag) => [flag, true]))

/** What each server is asked for: all lists, and what of the rest is its own. */
export async function wishesOf(asking: Asking): Promise<readonly Wish[]> {
  const wanted = wantedBy(asking)
  const flags = wishFor(flagsOf(asking))
  const uris = textsOf(wanted['resourceSubscriptions'])
  const owners = await Promise.all(uris.map(async (uri) => [uri, await findPlace(asking, uri)] as const))
  const tasks = textsOf(wanted['taskIds']).flatMap((sealed) => openTask(asking, sealed) ?? [])
  return asking.callers.flatMap((caller): readonly Wish[] => {
    const own = owners.flatMap(([uri, owner]) => (owner === caller ? [uri] : []))
    const names = new Map(own.map((uri) => [bareAddress(asking, uri), uri]))
    const taskIds = tasks.flatMap((task) => (task.caller === caller ? [task.id] : []))
    const notifications: JsonObject = {
      ...flags,
      ...(names.size > 0 ? { resourceSubscriptions: [...names.keys()] } : undefined),
      ...(taskIds.length > 0 ? { taskIds } : undefined),
    }
    return Object.keys(notifications).length === 0 ? [] : [{ caller, notifications, names }]
  })
}

/** A message of the subscription, in the gateway's own name. */
export function subscriptionMessage(asking: Asking, method: string, params: JsonObject): Buffer {
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', method, params }))
  return setAt(bytes, ['params', '_meta', META.subscriptionId], idText(asking))
}

/** The strings of a list. */
export const textsOf = (list: JsonValue | undefined): readonly string[] =>
  Array.isArray(list) ? list.filter((each) => typeof each === 'string') : []
