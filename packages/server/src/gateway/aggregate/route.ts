/** Which one server a request is for, and as what that server gets it. */
import type { JsonObject } from '@portcullis/engine'
import type { Caller } from '../../ports/directory.ts'
import { mayBeCut, serverPart, splitName } from '../../ports/prefixed-name.ts'
import type { Outgoing } from '../upstream/link.ts'
import { isObject } from '../wire/shape.ts'
import { setAt, stringAt, valueAt } from '../wire/splice.ts'
import { type Asking, renamed } from './asking.ts'
import { learn } from './learn.ts'
import { placeOf } from './lists.ts'
import { openTask } from './results.ts'

/** Where a request goes. */
export interface Routed {
  readonly caller: Caller
  readonly outgoing: Outgoing
}

/** What is said where a request leads nowhere. */
export interface Lost {
  readonly message: string
  readonly data?: { readonly uri: string }
}

/** Finds the way of one request. */
export type Route = (asking: Asking) => Promise<Routed | Lost> | Routed | Lost

/** A tool or a prompt. */
const byName =
  (kind: 'tools' | 'prompts'): Route =>
  async (asking) => {
    const full = stringAt(asking.outgoing.bytes, ['params', 'name']) ?? ''
    const found = await findName(asking, kind, full)
    if (found !== undefined) return { caller: found.caller, outgoing: renamed(asking.outgoing, 'name', found.name) }
    return { message: `Unknown ${kind === 'tools' ? 'tool' : 'prompt'}: ${full}` }
  }

async function findName(
  asking: Asking,
  kind: 'tools' | 'prompts',
  full: string,
): Promise<{ readonly caller: Caller; readonly name: string } | undefined> {
  const split = splitName(full)
  const caller = asking.callers.find(({ server }) => serverPart(server.slug) === split?.server)
  if (split === undefined || caller === undefined || split.rest === '') return undefined
  if (!mayBeCut(full)) return { caller, name: split.rest }
  const place = placeOf(asking, caller, kind)
  if (asking.together.names.find(place, full) === undefined) await learn(asking, [`${kind}/list`], [caller])
  const found = asking.together.names.find(place, full)
  return typeof found === 'object' ? { caller, name: found.name } : undefined
}

const RESOURCES = ['resources/list', 'resources/templates/list']

/** Where an address leads; servers are asked for their lists where none has named it. */
export async function findPlace(asking: Asking, address: string): Promise<Routed['caller'] | 'several' | undefined> {
  const { places } = asking.together
  if (places.find(asking.callers, address) === 'unknown') await learn(asking, RESOURCES, asking.callers)
  const found = places.find(asking.callers, address)
  if (typeof found === 'object') return found.caller
  const [only] = asking.callers
  if (found === 'unknown') return asking.callers.length === 1 ? only : undefined
  return 'several'
}

/** The address as its own server knows it. */
export function bareAddress({ together, callers }: Asking, address: string): string {
  const found = together.places.find(callers, address)
  return typeof found === 'object' ? found.uri : address
}

const byAddress: Route = async (asking) => {
  const uri = stringAt(asking.outgoing.bytes, ['params', 'uri']) ?? ''
  const caller = await findPlace(asking, uri)
  if (typeof caller === 'object') {
    return { caller, outgoing: renamed(asking.outgoing, 'uri', bareAddress(asking, uri)) }
  }
  return { message: lostAddress(uri, caller), data: { uri } }
}

function lostAddress(uri: string, why: 'several' | undefined): string {
  const remedy =
    why === 'several' ? ' Several servers have it: write portcullis://<server>/ before it, as the list does.' : ''
  return `Resource not found: ${uri}${remedy}`
}

/** A completion belongs to a prompt, or to a template of resources. */
const byReference: Route = async (asking) => {
  const found = valueAt(asking.outgoing.bytes, ['params', 'ref'])
  const ref: JsonObject = isObject(found) ? found : {}
  const key = ref['type'] === 'ref/prompt' ? 'name' : 'uri'
  const given = ref[key]
  const full = typeof given === 'string' ? given : ''
  const named = key === 'name' ? await findName(asking, 'prompts', full) : undefined
  const caller = key === 'name' ? named?.caller : await findPlace(asking, full)
  if (typeof caller !== 'object') {
    return { message: key === 'name' ? `Unknown prompt: ${full}` : lostAddress(full, caller) }
  }
  const bare = named?.name ?? bareAddress(asking, full)
  const bytes = setAt(asking.outgoing.bytes, ['params', 'ref', key], JSON.stringify(bare))
  return { caller, outgoing: { ...asking.outgoing, bytes } }
}

/** A task that an earlier call began. */
const byTask: Route = (asking) => {
  const sealed = stringAt(asking.outgoing.bytes, ['params', 'taskId']) ?? ''
  const found = openTask(asking, sealed)
  if (found === undefined) return { message: 'No call of this grant began a task of this id.' }
  return { caller: found.caller, outgoing: renamed(asking.outgoing, 'taskId', found.id) }
}

/** By method: requests that are for one server. */
export const ROUTES: ReadonlyMap<string, Route> = new Map([
  ['tools/call', byName('tools')],
  ['prompts/get', byName('prompts')],
  ['resources/read', byAddress],
  ['completion/complete', byReference],
  ['tasks/get', byTask],
  ['tasks/update', byTask],
  ['tasks/cancel', byTask],
])
