/** What a tool's schema (JSON Schema, as in MCP's `inputSchema`) offers as values. */
import { EACH, isArray, isObject, type JsonObject, type JsonValue, own, type PathText } from '@portcullis/engine'

/** The schema of a place; undefined where it is not told plainly. */
export function schemaAt(schema: JsonValue | undefined, steps: PathText['steps']): JsonObject | undefined {
  let at: JsonValue | undefined = schema
  for (const step of steps) {
    if (at === undefined || !isObject(at)) return undefined
    if (step === EACH || typeof step === 'number') at = own(at, 'items')
    else {
      const members: JsonValue | undefined = own(at, 'properties')
      at = members !== undefined && isObject(members) ? own(members, step) : undefined
    }
  }
  return at !== undefined && isObject(at) ? at : undefined
}

const NAMED = ['default', 'const', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const
const MOST = 64

/** Values that are written in the schema of a place. */
export function valuesIn(schema: JsonObject | undefined): readonly JsonValue[] {
  if (schema === undefined) return []
  const lists = ['examples', 'enum'].flatMap((key) => {
    const list = own(schema, key)
    return list !== undefined && isArray(list) ? list.slice(0, MOST) : []
  })
  const single = NAMED.flatMap((key) => own(schema, key) ?? [])
  const sample = sampleOf(schema, 3)
  return [...lists, ...single, ...(sample === undefined ? [] : [sample])]
}

/** Keys that say nothing which the values tried would not bring out. */
const PLAIN: ReadonlySet<string> = new Set(
  '$schema,type,enum,const,default,examples,title,description,minimum,maximum,properties,required,items,additionalProperties'.split(
    ',',
  ),
)

/** Whether every value that fits is like one of those that are tried and fit. */
export function isPlainSchema(schema: JsonValue): boolean {
  if (typeof schema === 'boolean') return true
  if (!isObject(schema)) return false
  return Object.entries(schema).every(([key, value]) => {
    if (key === 'properties') return isObject(value) && Object.values(value).every(isPlainSchema)
    if (key === 'items' || key === 'additionalProperties') return isPlainSchema(value)
    return PLAIN.has(key)
  })
}

/** Arguments that a call needs at least; they may not fit. */
export function sampleArguments(schema: JsonValue | undefined): JsonObject {
  const sample = schema !== undefined && isObject(schema) ? sampleObject(schema, 4) : {}
  return sample
}

const FORMATS: Readonly<Record<string, string>> = {
  uri: 'https://example.com/',
  url: 'https://example.com/',
  email: 'ana@example.com',
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00Z',
}

function sampleOf(schema: JsonObject, depth: number): JsonValue | undefined {
  const written = NAMED.slice(0, 2).flatMap((key) => own(schema, key) ?? [])[0]
  const listed = ['examples', 'enum'].flatMap((key) => {
    const list = own(schema, key)
    return list !== undefined && isArray(list) ? list.slice(0, 1) : []
  })[0]
  if (written !== undefined || listed !== undefined) return written ?? listed
  const type = own(schema, 'type')
  return sampleOfType(type !== undefined && isArray(type) ? type[0] : type, schema, depth)
}

function sampleOfType(type: JsonValue | undefined, schema: JsonObject, depth: number): JsonValue | undefined {
  switch (type) {
    case 'string':
      return sampleText(schema)
    case 'number':
    case 'integer':
      return numberIn(schema, 'minimum') ?? numberIn(schema, 'maximum') ?? 1
    case 'boolean':
      return false
    case 'array':
      return sampleArray(schema, depth)
    case 'object':
      return depth > 0 ? sampleObject(schema, depth - 1) : {}
    case 'null':
      return null
    default:
      return undefined
  }
}

function sampleText(schema: JsonObject): string {
  const format = own(schema, 'format')
  const known = typeof format === 'string' && Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined
  return known ?? 'x'.repeat(Math.min(1_000, numberIn(schema, 'minLength') ?? 1))
}

function sampleArray(schema: JsonObject, depth: number): readonly JsonValue[] {
  const items = own(schema, 'items')
  const element = items !== undefined && isObject(items) && depth > 0 ? sampleOf(items, depth - 1) : undefined
  return Array.from({ length: Math.min(20, numberIn(schema, 'minItems') ?? 0) }, () => element ?? 'x')
}

function sampleObject(schema: JsonObject, depth: number): JsonObject {
  const required = own(schema, 'required')
  const names = required !== undefined && isArray(required) ? required.filter((each) => typeof each === 'string') : []
  return Object.fromEntries(
    names.flatMap((name): readonly (readonly [string, JsonValue])[] => {
      const member = schemaAt(schema, [name])
      const value = member === undefined ? 'x' : sampleOf(member, depth)
      return [[name, value ?? 'x']]
    }),
  )
}

function numberIn(schema: JsonObject, key: string): number | undefined {
  const value = own(schema, key)
  return typeof value === 'number' ? value : undefined
}
