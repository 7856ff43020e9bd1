/** The JSON Schema of `portcullis.yaml`, for editors and for the reference page. */
import { z } from 'zod'
import type { Path } from './problem.ts'
import { configurationSchema, policyEntry } from './schema.ts'

/** The part of JSON Schema (draft 2020-12) that a configuration's schema uses. */
export interface JsonSchema {
  readonly $schema?: string
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly propertyNames?: JsonSchema
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
}

/** The schema of the whole file. Policies within it are those of `policy.schema.json`, which stands beside it. */
export function configJsonSchema(): JsonSchema {
  const generated = z.toJSONSchema(configurationSchema, {
    io: 'input',
    target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      // Where a text is read into something else, zod takes its examples for those of the result.
      const { examples } = z.globalRegistry.get(zodSchema) ?? {}
      if (Array.isArray(examples)) jsonSchema.examples = examples
      if (Object.is(zodSchema, policyEntry)) Object.assign(jsonSchema, policyForms)
    },
  })
  const { $schema, ...rest } = generated
  return { ...($schema !== undefined && { $schema }), title: 'Portcullis configuration', ...(rest as JsonSchema) }
}

const policyForms = {
  type: undefined,
  properties: undefined,
  additionalProperties: undefined,
  anyOf: [
    {
      type: 'object',
      properties: { file: { type: 'string', description: 'Path of a policy document, JSON; relative to this file.' } },
      required: ['file'],
      additionalProperties: false,
    },
    { $ref: 'policy.schema.json' },
  ],
}

let known: JsonSchema | undefined

/** The schema of what stands at a path, or undefined where nothing is known. */
export function schemaAt(path: Path): JsonSchema | undefined {
  known ??= configJsonSchema()
  let schema: JsonSchema | undefined = known
  for (const step of path) {
    schema = typeof step === 'number' ? schema?.items : memberOf(schema, step)
    if (schema === undefined) return undefined
  }
  return schema
}

function memberOf(schema: JsonSchema | undefined, name: string): JsonSchema | undefined {
  const { properties, additionalProperties } = schema ?? {}
  if (properties !== undefined && Object.hasOwn(properties, name)) return properties[name]
  return typeof additionalProperties === 'object' ? additionalProperties : undefined
}
