/** What rules read where a call leaves an argument out: the default that the tool's definition gives it, as for the gateway. */
import {
  compileArgumentSchema,
  isObject,
  type JsonObject,
  type JsonValue,
  own,
  type PathStep,
} from '@portcullis/engine'
import type { KnownTool } from '../tool-list.ts'

/** What of a definition gives the same default to every call: what depends on other arguments is left out. */
const PLAIN = ['$defs', 'definitions', '$id', 'properties']

const known = new WeakMap<KnownTool, JsonObject>()

/** The default of an argument that every call has; undefined where there is none, or none that can be told. */
export function standardOf(tool: KnownTool, steps: readonly PathStep[]): JsonValue | undefined {
  const [name, ...others] = steps
  if (typeof name !== 'string' || others.length > 0) return undefined
  const found = known.get(tool) ?? standardsOf(tool)
  known.set(tool, found)
  return own(found, name)
}

function standardsOf({ inputSchema: schema }: KnownTool): JsonObject {
  if (!isObject(schema)) return {}
  const plain = Object.fromEntries(Object.entries(schema).filter(([key]) => PLAIN.includes(key)))
  const compiled = compileArgumentSchema(plain)
  const read = (compiled.ok ? compiled.schema : compiled.defaults)({})
  return read.ok ? read.args : {}
}
