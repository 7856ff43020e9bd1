/** Shapes as JSON Schemas, and the schemas that several places of one description refer to. */
import { z } from 'zod'

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }

/** The JSON Schema of a shape, in the dialect of OpenAPI 3.1; definitions that refer to themselves stand in `$defs`. */
export function schemaOf(shape: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, target: 'draft-2020-12', unrepresentable: 'any' })
  const plain: JsonObject = JSON.parse(JSON.stringify(schema))
  return plain
}

/** Members of an object's shape. */
export function propertiesOf(shape: z.ZodType | undefined): {
  readonly properties: JsonObject
  readonly required: readonly string[]
} {
  if (shape === undefined) return { properties: {}, required: [] }
  const schema = z.toJSONSchema(shape, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' })
  const properties: JsonObject = JSON.parse(JSON.stringify(schema.properties ?? {}))
  return { properties, required: schema.required ?? [] }
}

/** Gathers definitions that schemas refer to, each once. */
export interface SharedSchemas {
  /** The schema, with its definitions among the shared ones. */
  take(schema: JsonObject): JsonObject
  /** By name. */
  readonly all: { readonly [name: string]: Json }
}

/** Begins with none. */
export function sharedSchemas(): SharedSchemas {
  const all: Record<string, Json> = {}
  const names = new Map<string, string>()
  return {
    all,
    take({ $defs, ...schema }) {
      if (typeof $defs !== 'object' || $defs === null || Array.isArray($defs)) return schema
      let text = JSON.stringify(schema)
      const definitions = Object.entries($defs).map(([name, definition]) => [name, JSON.stringify(definition)] as const)
      const known = JSON.stringify(definitions)
      for (const [name] of definitions) {
        const shared = names.get(`${name} ${known}`) ?? `Shared${names.size + 1}`
        names.set(`${name} ${known}`, shared)
        text = text.replaceAll(`"#/$defs/${name}"`, `"#/components/schemas/${shared}"`)
      }
      for (const [name, definition] of definitions) {
        const shared = names.get(`${name} ${known}`) ?? ''
        all[shared] = JSON.parse(renamed(definition, (other) => names.get(`${other} ${known}`) ?? other))
      }
      return JSON.parse(text)
    },
  }
}

const renamed = (text: string, to: (name: string) => string): string =>
  text.replace(/"#\/\$defs\/([^"]+)"/g, (_, name: string) => `"#/components/schemas/${to(name)}"`)
