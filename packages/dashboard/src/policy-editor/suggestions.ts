/** What can be written at a place of a policy: keys and values of the language, and what the server's tools have. */
import { isObject, type JsonObject, type JsonValue, OPERATOR_NOTES, own } from '@portcullis/engine'
import { type ArgumentPath, argumentPaths } from '../policy-builder/model/argument-paths.ts'
import { blankField } from '../policy-builder/model/fitting.ts'
import { operatorsFor, otherPaths } from '../policy-builder/model/operators-for.ts'
import { objectAt, type Place } from '../policy-builder/model/place.ts'
import type { Shape } from '../policy-builder/model/shape.ts'
import { shapesAt } from '../policy-builder/model/shape-at.ts'
import { patternOf } from '../policy-builder/model/tool-edits.ts'

/** A tool as the editor knows it. */
export interface EditorTool {
  readonly name: string
  readonly inputSchema: JsonValue | undefined
}

/** Something that can be written. */
export interface Suggestion {
  /** The text of a key or a string; other values as JSON. */
  readonly text: string
  /** What it is, in a word or a sentence. */
  readonly detail: string
  /** For keys: with what its value begins. */
  readonly value?: JsonValue
}

/** Keys that can be added to the object at a place. @param present those that are there */
export function keySuggestions(
  document: JsonObject,
  place: Place,
  present: readonly string[],
  tools: readonly EditorTool[],
): readonly Suggestion[] {
  const taken = new Set(present)
  const names = place.length === 1 && place[0] === 'tools' ? tools.map(({ name }) => patternOf(name)) : []
  const fields = shapesAt(document, place).flatMap((shape) => (shape.kind === 'object' ? shape.fields : []))
  return [
    ...names.map((text) => ({ text, detail: 'a tool of the server', value: {} })),
    ...fields.map((field) => ({ text: field.key, detail: field.description, value: blankField(field) })),
  ].filter(({ text }, index, all) => !taken.has(text) && all.findIndex((each) => each.text === text) === index)
}

/** Values that can stand at a place. */
export function valueSuggestions(
  document: JsonObject,
  place: Place,
  tools: readonly EditorTool[],
): readonly Suggestion[] {
  const last = place.findLast((step) => typeof step === 'string')
  if (last === 'path' || last === 'by' || last === 'increment_from' || last === 'sum' || last === 'count')
    return pathsAt(place, tools).map(({ path, type, description }) => ({ text: path, detail: description || type }))
  if (last === 'op') return operatorsAt(document, place, tools)
  if (last === 'hide' && place[0] === 'hide')
    return tools.map(({ name }) => ({ text: patternOf(name), detail: 'a tool of the server' }))
  if (last === 'value') return valuesAt(document, place, tools)
  return shapesAt(document, place).flatMap(choicesOf)
}

function choicesOf(shape: Shape): readonly Suggestion[] {
  if (shape.kind === 'choice') return shape.values.map((text) => ({ text, detail: '' }))
  if (shape.kind === 'switch') return ['true', 'false'].map((text) => ({ text, detail: '' }))
  return []
}

/** What conditions at a place can read: arguments of the tool that it is about, or of all. */
export function pathsAt(place: Place, tools: readonly EditorTool[]): readonly ArgumentPath[] {
  const [section, key] = place
  const own = section === 'tools' ? tools.filter(({ name }) => patternOf(name) === key) : []
  const paths = (own.length > 0 ? own : tools).flatMap(({ inputSchema }) => argumentPaths(inputSchema))
  const seen = new Set<string>()
  const different = paths.filter(({ path }) => !seen.has(path) && seen.add(path))
  return [...different.slice(0, 500), ...otherPaths(place.includes('results'))]
}

function knownAt(document: JsonObject, place: Place, tools: readonly EditorTool[]): ArgumentPath | undefined {
  const comparison = objectAt(document, place.slice(0, -1))
  const path = isObject(comparison) ? own(comparison, 'path') : undefined
  return pathsAt(place, tools).find((each) => each.path === path)
}

function operatorsAt(document: JsonObject, place: Place, tools: readonly EditorTool[]): readonly Suggestion[] {
  const names = operatorsFor(knownAt(document, place, tools)?.type ?? 'unknown')
  return names.map((text) => ({ text, detail: OPERATOR_NOTES.find(({ name }) => name === text)?.summary ?? '' }))
}

function valuesAt(document: JsonObject, place: Place, tools: readonly EditorTool[]): readonly Suggestion[] {
  const holder = place.slice(0, place.lastIndexOf('value') + 1)
  const known = knownAt(document, holder, tools)
  return (known?.values ?? []).map((value) => ({
    text: typeof value === 'string' ? value : JSON.stringify(value),
    detail: 'from the tool’s definition',
  }))
}
