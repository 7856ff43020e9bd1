/** A tool's definition out of a list: what of it has the type that it should have. */
import type { ToolAnnotations, ToolDefinition } from '@portcullis/catalogue'
import { isObject, type JsonObject, type JsonValue } from '@portcullis/engine'

const HINTS = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const

/** Members of other types are left out, as if the server had not given them. */
export function toolDefinition(name: string, definition: Readonly<Record<string, unknown>>): ToolDefinition {
  const { title, description, inputSchema, outputSchema, annotations } = definition
  return {
    name,
    ...(typeof title === 'string' && { title }),
    ...(typeof description === 'string' && { description }),
    ...(inputSchema !== undefined && { inputSchema }),
    ...(outputSchema !== undefined && { outputSchema }),
    ...(isObject(annotations) && { annotations: annotationsOf(annotations) }),
  }
}

function annotationsOf(given: JsonObject): ToolAnnotations {
  const { title } = given
  const hints = HINTS.flatMap((name): readonly (readonly [string, JsonValue])[] => {
    const hint = given[name]
    return typeof hint === 'boolean' ? [[name, hint]] : []
  })
  return { ...(typeof title === 'string' && { title }), ...Object.fromEntries(hints) }
}
