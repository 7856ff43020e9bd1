/** Places within a document, and edits of what stands there. Nothing is changed in place; order is kept. */
import { isArray, isObject, type JsonObject, type JsonValue, own } from '@portcullis/engine'

/** Keys and indexes from the document on. */
export type Place = readonly (string | number)[]

/** What stands there; undefined where nothing does. */
export function valueAt(document: JsonValue, place: Place): JsonValue | undefined {
  let value: JsonValue | undefined = document
  for (const step of place) value = value === undefined ? undefined : below(value, step)
  return value
}

function below(value: JsonValue, step: string | number): JsonValue | undefined {
  if (typeof step === 'number') return isArray(value) ? value[step] : undefined
  return isObject(value) ? own(value, step) : undefined
}

/** What stands there where it is an object; an empty one otherwise. */
export function objectAt(document: JsonValue, place: Place): JsonObject {
  const value = valueAt(document, place)
  return value !== undefined && isObject(value) ? value : {}
}

/** What stands there where it is a list; an empty one otherwise. */
export function listAt(document: JsonValue, place: Place): readonly JsonValue[] {
  const value = valueAt(document, place)
  return value !== undefined && isArray(value) ? value : []
}

/** Puts a value at a place. Objects on the way that are not there are made; new keys come last. */
export function put(document: JsonObject, place: Place, value: JsonValue): JsonObject {
  return change(document, place, () => value)
}

/** Takes away what stands there. A list or object that gets empty by it stays. */
export function drop(document: JsonObject, place: Place): JsonObject {
  return valueAt(document, place) === undefined ? document : change(document, place, () => undefined)
}

/** Adds an element at the end of a list, which is made where there is none. */
export function append(document: JsonObject, place: Place, element: JsonValue): JsonObject {
  return change(document, place, (list) => [...(list !== undefined && isArray(list) ? list : []), element])
}

/** Takes an element out of a list, and the list with its last element unless it has to stay. */
export function takeOut(
  document: JsonObject,
  place: Place,
  index: number,
  { keepsList = false }: { readonly keepsList?: boolean } = {},
): JsonObject {
  const rest = listAt(document, place).filter((_, each) => each !== index)
  return change(document, place, () => (rest.length === 0 && !keepsList ? undefined : rest))
}

/** Moves an element of a list by one step up (−1) or down (1); nothing happens at the ends. */
export function move(document: JsonObject, place: Place, index: number, by: -1 | 1): JsonObject {
  const list = [...listAt(document, place)]
  const [moved, other] = [list[index], list[index + by]]
  if (moved === undefined || other === undefined) return document
  list[index] = other
  list[index + by] = moved
  return change(document, place, () => list)
}

/** Gives a member another key, in its place among the others; nothing happens where the key is taken. */
export function rename(document: JsonObject, place: Place, from: string, to: string): JsonObject {
  const object = objectAt(document, place)
  if (!Object.hasOwn(object, from) || Object.hasOwn(object, to)) return document
  const members = Object.entries(object).map(([key, value]): [string, JsonValue] => [key === from ? to : key, value])
  return change(document, place, () => Object.fromEntries(members))
}

/** Replaces what stands at a place by what is made of it; undefined takes it away. */
function change(
  document: JsonObject,
  place: Place,
  make: (before: JsonValue | undefined) => JsonValue | undefined,
): JsonObject {
  const made = changed(document, place, make)
  return made !== undefined && isObject(made) ? made : document
}

function changed(
  value: JsonValue | undefined,
  place: Place,
  make: (before: JsonValue | undefined) => JsonValue | undefined,
): JsonValue | undefined {
  const [step, ...rest] = place
  if (step === undefined) return make(value)
  if (typeof step === 'number') {
    const list = value !== undefined && isArray(value) ? value : []
    const element = changed(list[step], rest, make)
    return element === undefined ? list.filter((_, index) => index !== step) : withElement(list, step, element)
  }
  const object = value !== undefined && isObject(value) ? value : {}
  const member = changed(own(object, step), rest, make)
  return member === undefined ? without(object, step) : { ...object, [step]: member }
}

const withElement = (list: readonly JsonValue[], index: number, element: JsonValue): readonly JsonValue[] =>
  index >= list.length ? [...list, element] : list.map((each, at) => (at === index ? element : each))

const without = (object: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([each]) => each !== key))
