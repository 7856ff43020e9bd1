/** Values that a schema gives to what is absent. */
import type { JsonObject, JsonValue } from '../decide/request.ts'
import { isArray, isObject, own } from '../text/json.ts'
import type { SchemaCompiler } from './schema-compiler.ts'
import type { Effort } from './schema-fault.ts'

/** Gives a value its absent members; the same value where none is absent. */
export type Fill = (value: JsonValue, effort: Effort) => JsonValue

/**
 * Prepares the defaults of a schema: of members at any depth, of elements, through references and `allOf`. What stands
 * in one of several forms gives none.
 */
export function compileDefaults(schema: JsonValue, compiler: SchemaCompiler): Fill {
  return fillOf(schema, compiler, new Map())
}

const nothing: Fill = (value) => value

function fillOf(schema: JsonValue | undefined, compiler: SchemaCompiler, known: Map<JsonObject, Fill>): Fill {
  if (!isObject(schema)) return nothing
  const before = known.get(schema)
  if (before !== undefined) return before
  // Whoever refers back to this one while it is being prepared, finds it when it is run.
  let found = nothing
  known.set(schema, (value, effort) => found(value, effort))
  const reference = own(schema, '$ref')
  const beside = own(schema, 'allOf')
  const parts = [
    ...(typeof reference === 'string' ? [compiler.resolve(reference)] : []),
    ...(isArray(beside) ? beside : []),
  ]
  const fills = [
    ...parts.map((part) => fillOf(part, compiler, known)),
    membersFill(own(schema, 'properties'), compiler, known),
    elementsFill(own(schema, 'items'), compiler, known),
  ].filter((fill) => fill !== nothing)
  found = fills.length === 0 ? nothing : inTurn(fills)
  known.set(schema, found)
  return found
}

function inTurn(fills: readonly Fill[]): Fill {
  return (value, effort) => {
    effort.left -= fills.length
    return effort.left < 0 ? value : fills.reduce((filled, fill) => fill(filled, effort), value)
  }
}

interface Member {
  readonly name: string
  readonly standard: JsonValue | undefined
  readonly fill: Fill
}

function membersFill(properties: JsonValue | undefined, compiler: SchemaCompiler, known: Map<JsonObject, Fill>): Fill {
  if (!isObject(properties)) return nothing
  const members = Object.entries(properties).flatMap(([name, schema]): readonly Member[] => {
    const standard = isObject(schema) ? own(schema, 'default') : undefined
    const fill = fillOf(schema, compiler, known)
    return standard === undefined && fill === nothing ? [] : [{ name, standard, fill }]
  })
  if (members.length === 0) return nothing
  return (value, effort) => (isObject(value) ? completed(value, members, effort) : value)
}

function completed(value: JsonObject, members: readonly Member[], effort: Effort): JsonObject {
  effort.left -= members.length
  const given = members.flatMap(({ name, standard, fill }): readonly (readonly [string, JsonValue])[] => {
    const present = own(value, name)
    if (present === undefined) return standard === undefined ? [] : [[name, standard]]
    const filled = fill(present, effort)
    return filled === present ? [] : [[name, filled]]
  })
  return given.length === 0 ? value : Object.fromEntries([...Object.entries(value), ...given])
}

function elementsFill(items: JsonValue | undefined, compiler: SchemaCompiler, known: Map<JsonObject, Fill>): Fill {
  const fill = fillOf(items, compiler, known)
  if (fill === nothing) return nothing
  return (value, effort) => {
    if (!isArray(value)) return value
    const filled = value.map((element) => fill(element, effort))
    return filled.every((element, index) => element === value[index]) ? value : filled
  }
}
