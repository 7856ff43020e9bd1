/** Lists that look different to a client because the configuration changed, not the server. */
import { type Instant, inForceAt, permits } from '@portcullis/engine'
import type { Caller, ToolPins } from '../../ports/directory.ts'
import { META } from '../wire/era.ts'
import type { RequestId } from '../wire/message.ts'

/** Lists of which clients are told that they changed. */
export type ChangedList = 'tools' | 'prompts' | 'resources'

const ALL: readonly ChangedList[] = ['tools', 'prompts', 'resources']

/** Which lists may show something else now. What the policy refuses as a whole was empty and stays empty. */
export function changedLists(before: Caller, now: Caller, at: Instant): readonly ChangedList[] {
  if (before.policy !== now.policy) return ALL.filter((list) => mayShow(before, list, at) || mayShow(now, list, at))
  const isSame = samePins(before.pins, now.pins) && sameKeys(before.stoppedTools, now.stoppedTools)
  return isSame ? [] : ['tools']
}

function mayShow({ policy }: Caller, list: ChangedList, at: Instant): boolean {
  if (list === 'tools') return true
  return policy !== undefined && permits(inForceAt(policy.compiled, at), list).allowed
}

function samePins(a: ToolPins | undefined, b: ToolPins | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined || a.newTools !== b.newTools) return false
  return sameKeys(a.accepted, b.accepted) && [...a.accepted].every(([name, pin]) => b.accepted.get(name) === pin)
}

function sameKeys(a: ReadonlyMap<string, unknown> | undefined, b: ReadonlyMap<string, unknown> | undefined): boolean {
  if (a?.size !== b?.size) return false
  return [...(a?.keys() ?? [])].every((key) => b?.has(key) === true)
}

/** @param subscription id of the request that subscribed to it (MCP 2026-07-28); undefined in the legacy era */
export function listChanged(list: ChangedList, subscription: RequestId | undefined): Buffer {
  const params = subscription === undefined ? undefined : { _meta: { [META.subscriptionId]: subscription } }
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', method: `notifications/${list}/list_changed`, params }))
}
