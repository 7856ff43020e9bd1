/** Looking at JSON values: own properties only, no coercion. */
import type { JsonObject, JsonValue } from '../decide/request.ts'

/** A value that is there: neither absent nor null. */
export type Present = Exclude<JsonValue, null>

export function isArray(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** An object that is not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The own property of that name, whatever the name is; undefined where there is none. */
export function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** Same type and same value at every depth; members of objects in any order. As deep as the shallower of the two. */
export function deepEqual(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true
  if (isArray(left)) return isArray(right) && equalArrays(left, right)
  return isObject(left) && isObject(right) && equalObjects(left, right)
}

function equalArrays(left: readonly JsonValue[], right: readonly JsonValue[]): boolean {
  return left.length === right.length && left.every((element, index) => deepEqual(element, right[index] as JsonValue))
}

function equalObjects(left: JsonObject, right: JsonObject): boolean {
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  return keys.every((key) => Object.hasOwn(right, key) && deepEqual(left[key] as JsonValue, right[key] as JsonValue))
}
