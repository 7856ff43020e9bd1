/** What either side offers in one era, as far as it means the same in the other. */
import type { JsonObject } from '@portcullis/engine'
import { isObject } from '../wire/shape.ts'

/** Of servers. */
const SHARED = ['tools', 'prompts', 'resources', 'logging', 'completions', 'experimental'] as const

/** The extension whose messages differ from the tasks of the legacy era. */
const TASKS = 'io.modelcontextprotocol/tasks'

/** What a server offers. */
export function serverCapabilities(given: JsonObject): JsonObject {
  const kept = SHARED.flatMap((name) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(kept), ...extensionsOf(given) }
}

/** What a client offers: all of it, but for tasks. */
export function clientCapabilities(given: JsonObject): JsonObject {
  const { tasks: _tasks, extensions: _extensions, ...others } = given
  return { ...others, ...extensionsOf(given) }
}

function extensionsOf(given: JsonObject): JsonObject {
  const extensions = Object.hasOwn(given, 'extensions') ? given['extensions'] : undefined
  const others = isObject(extensions) ? Object.entries(extensions).filter(([name]) => name !== TASKS) : []
  return others.length > 0 ? { extensions: Object.fromEntries(others) } : {}
}
