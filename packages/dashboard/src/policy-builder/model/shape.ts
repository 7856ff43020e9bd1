/** What may stand at a place of a policy document, as forms need it: made from the language's JSON Schema, once. */
import { isArray, isObject, type JsonObject, type JsonValue, own, policyJsonSchema } from '@portcullis/engine'

/** What may stand at a place. */
export type Shape =
  | { readonly kind: 'text'; readonly longest: number | undefined }
  | {
      readonly kind: 'number'
      readonly whole: boolean
      readonly least: number | undefined
      readonly most: number | undefined
    }
  /** A number, or its digits as a text: amounts, windows. */
  | { readonly kind: 'amount' }
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly element: Shape }
  /** An object whose keys the author chooses. */
  | { readonly kind: 'map'; readonly value: Shape }
  | ObjectShape
  | { readonly kind: 'either'; readonly forms: readonly Shape[] }
  /** A condition, of any depth. */
  | { readonly kind: 'condition' }
  /** Any JSON value. */
  | { readonly kind: 'json' }

/** An object with keys of the language. */
export interface ObjectShape {
  readonly kind: 'object'
  /** Its name in the schema: `Limit`; empty for the document. */
  readonly id: string
  readonly fields: readonly Field[]
}

/** One key of an object. */
export interface Field {
  readonly key: string
  readonly required: boolean
  /** Sentences of the reference. */
  readonly description: string
  /** What holds where the key is absent; undefined where nothing is said. */
  readonly standard: JsonValue | undefined
  /** A value that may stand there; undefined where the schema names none. */
  readonly example: JsonValue | undefined
  readonly shape: Shape
}

/** Descends from what the engine's schema library writes; it is JSON. */
const SCHEMA: JsonObject = JSON.parse(JSON.stringify(policyJsonSchema()))

const named = new Map<string, Shape>()

/** The whole document. */
export const DOCUMENT_SHAPE: ObjectShape = objectShape('', SCHEMA)

/** What is named so in the schema: `Rule`, `Limit`, `Approval`. @throws Error for a name that the language does not have */
export function shapeNamed(id: string): Shape {
  const known = named.get(id)
  if (known !== undefined) return known
  const definitions = own(SCHEMA, '$defs')
  const schema = isObject(definitions) ? own(definitions, id) : undefined
  if (!isObject(schema)) throw new Error(`The language has no ${id}.`)
  const shape = shapeOf(schema, id)
  named.set(id, shape)
  return shape
}

function shapeOf(schema: JsonObject, id = ''): Shape {
  if (id === 'Condition') return { kind: 'condition' }
  if (id === 'Json') return { kind: 'json' }
  const ref = own(schema, '$ref')
  if (typeof ref === 'string') return shapeNamed(ref.replace('#/$defs/', ''))
  const forms = own(schema, 'anyOf')
  if (isArray(forms)) return { kind: 'either', forms: forms.filter(isObject).map((form) => shapeOf(form)) }
  const values = own(schema, 'enum') ?? [own(schema, 'const') ?? null]
  if (isArray(values) && values.every((value) => typeof value === 'string')) return { kind: 'choice', values }
  return typedShape(schema, id)
}

function typedShape(schema: JsonObject, id: string): Shape {
  switch (own(schema, 'type')) {
    case 'string':
      return { kind: 'text', longest: numberAt(schema, 'maxLength') }
    case 'integer':
    case 'number':
      return {
        kind: 'number',
        whole: own(schema, 'type') === 'integer',
        least: numberAt(schema, 'minimum'),
        most: numberAt(schema, 'maximum'),
      }
    case 'boolean':
      return { kind: 'switch' }
    case 'array': {
      const items = own(schema, 'items')
      return { kind: 'list', element: isObject(items) ? shapeOf(items) : { kind: 'json' } }
    }
    case 'object': {
      const members = own(schema, 'additionalProperties')
      return isObject(members) ? { kind: 'map', value: shapeOf(members) } : objectShape(id, schema)
    }
    default:
      return isArray(own(schema, 'type')) ? { kind: 'amount' } : { kind: 'json' }
  }
}

function objectShape(id: string, schema: JsonObject): ObjectShape {
  const properties = own(schema, 'properties')
  const required = own(schema, 'required')
  const fields = Object.entries(isObject(properties) ? properties : {}).flatMap(([key, property]) =>
    isObject(property) ? [fieldOf(key, property, isArray(required) && required.includes(key))] : [],
  )
  return { kind: 'object', id, fields }
}

function fieldOf(key: string, property: JsonObject, required: boolean): Field {
  const description = own(property, 'description')
  const examples = own(property, 'examples')
  return {
    key,
    required,
    description: typeof description === 'string' ? description : '',
    standard: own(property, 'default'),
    example: isArray(examples) ? examples[0] : undefined,
    shape: shapeOf(property),
  }
}

function numberAt(schema: JsonObject, key: string): number | undefined {
  const value = own(schema, key)
  return typeof value === 'number' ? value : undefined
}
