/** Edits of what a document says of tools: one, or many at once. */
import { isObject, type JsonObject, type JsonValue, own, parsePattern } from '@portcullis/engine'
import { drop, listAt, objectAt, type Place, put, rename, takeOut } from './place.ts'
import { type ChosenState, inState } from './rule-state.ts'

/** A name as the pattern that matches it alone: what the document's `tools` and `hide` have as key. */
export const patternOf = (name: string): string => name.replaceAll(/[\\*?]/g, '\\$&')

/** The key under which a document has an entry for exactly this name; the one it would get where there is none. */
export function keyOf(document: JsonObject, name: string): string {
  const known = Object.keys(objectAt(document, ['tools'])).find((key) => exactName(key) === name)
  return known ?? patternOf(name)
}

function exactName(key: string): string | undefined {
  const pattern = parsePattern(key)
  return pattern.ok ? pattern.value.exact : undefined
}

/** Brings tools into a state, by an entry of each its own (or a name in `hide`). */
export function setToolStates(document: JsonObject, names: readonly string[], state: ChosenState): JsonObject {
  return names.reduce((changed, name) => setToolState(changed, name, state), document)
}

function setToolState(document: JsonObject, name: string, state: ChosenState): JsonObject {
  const key = keyOf(document, name)
  if (state !== 'hide') return put(unhidden(document, name), ['tools', key], inState(ruleOf(document, key), state))
  const shown = drop(document, ['tools', key])
  const hidden = listAt(document, ['hide'])
  if (hidden.some((each) => typeof each === 'string' && exactName(each) === name)) return shown
  return put(shown, ['hide'], [...hidden, patternOf(name)])
}

/** Takes a tool's own entry away: a pattern, its classes or the default hold again. */
export function clearTools(document: JsonObject, names: readonly string[]): JsonObject {
  return names.reduce((changed, name) => drop(unhidden(changed, name), ['tools', keyOf(changed, name)]), document)
}

/** Patterns in `hide` stay: they hide others too. */
function unhidden(document: JsonObject, name: string): JsonObject {
  const index = listAt(document, ['hide']).findIndex((each) => typeof each === 'string' && exactName(each) === name)
  return index < 0 ? document : unhidden(takeOut(document, ['hide'], index), name)
}

function ruleOf(document: JsonObject, key: string): JsonObject {
  const rule: JsonValue | undefined = own(objectAt(document, ['tools']), key)
  return rule !== undefined && isObject(rule) ? rule : {}
}

/** Brings the rule at a place (a pattern, a class, `all_tools`) into a state. */
export function setRuleState(document: JsonObject, place: Place, state: ChosenState): JsonObject {
  return put(document, place, inState(objectAt(document, place), state))
}

/** Adds an entry for a name or a pattern; nothing happens where there is one. */
export function addEntry(document: JsonObject, pattern: string): JsonObject {
  return Object.hasOwn(objectAt(document, ['tools']), pattern) ? document : put(document, ['tools', pattern], {})
}

/** Gives an entry another name; nothing happens where that is taken. */
export function renameEntry(document: JsonObject, from: string, to: string): JsonObject {
  return rename(document, ['tools'], from, to)
}
