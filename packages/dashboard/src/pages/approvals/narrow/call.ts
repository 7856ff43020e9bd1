/** The parts of a call that can be narrowed, and their schema. */
import { isObject, type Json, type JsonObject, memberOf, parseJson } from './json.ts'

/** The arguments. @param params of the call, JSON text */
export const argumentsIn = (params: string): Json => memberOf(parseJson(params), 'arguments') ?? {}

/** The schema of a tool's arguments; undefined: nothing is known. @param definition of the tool, JSON text */
export function schemaIn(definition: string | undefined): JsonObject | undefined {
  const schema = definition === undefined ? undefined : memberOf(parseJson(definition), 'inputSchema')
  return isObject(schema) ? schema : undefined
}
