/** With what a new limit begins. */
import { isObject, type JsonObject, own } from '@portcullis/engine'
import { type EditorTool, pathsAt } from '../../policy-editor/suggestions.ts'
import { listAt, type Place } from '../model/place.ts'

const AMOUNTS = /amount|total|price|sum|cost|value/i

/**
 * The first counts money where the tool has an argument that looks like it, else calls. A further one of a rule is
 * another step of its ladder, of the same counter: half as much, from where on a person is asked; or, above a step that
 * asks, twice as much, from where on calls are refused.
 * @param place of the rule's `limits`
 */
export function newLimit(document: JsonObject, place: Place, tools: readonly EditorTool[]): JsonObject {
  const last = listAt(document, place).at(-1)
  if (last !== undefined && isObject(last)) return nextStep(last)
  const [section, name] = place
  const counter = `${section === 'tools' ? counterName(String(name)) : (section ?? 'calls')}`
  const money = pathsAt(place, tools).find(({ path, type }) => type === 'number' && AMOUNTS.test(path))
  if (money === undefined || section !== 'tools') return { counter: `${counter}_calls`, window: 'hour', max: 100 }
  return { counter: `${counter}_spent`, window: 'day', max: 500, increment_from: money.path }
}

function nextStep(last: JsonObject): JsonObject {
  const { on_exceed: asks, warn_at: _warn, on_deny: _told, ...same } = last
  const max = Number(own(last, 'max'))
  const known = Number.isFinite(max) && max > 0 && max < 1e9 ? max : 100
  // Above a step that asks comes one that refuses; below one that refuses, one that asks.
  if (asks === 'require_approval') return { ...same, max: known * 2 }
  return { ...same, max: Math.max(1, Math.floor(known / 2)), on_exceed: 'require_approval' }
}

/** Of a name what a counter can be called. */
const counterName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_.-]+/g, '_').slice(0, 100) || 'calls'
