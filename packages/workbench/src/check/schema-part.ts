/** The part of a tool's input schema that a path leads to (JSON Schema 2020-12; references within the schema only). */
import { EACH, isArray, isObject, type JsonObject, own, type PathStep } from '@portcullis/engine'

/** What a schema says of one place. */
export type SchemaPart =
  /** It does not say what may stand there. */
  | { readonly kind: 'open' }
  /** It names the members, and this is none of them. */
  | { readonly kind: 'absent'; readonly named: readonly string[] }
  | {
      readonly kind: 'part'
      /** A value there has to fit one of these. */
      readonly choices: readonly JsonObject[]
      /** Whether each valid call has a value there. */
      readonly required: boolean
      readonly root: JsonObject
    }

/** More choices, longer chains of references, or more schemas in all are not looked through. */
const MOST_CHOICES = 64
const DEEPEST = 24
const MOST_SCHEMAS = 2_000

/** A schema, and how much of it may still be looked at. */
interface Reading {
  readonly root: JsonObject
  left: number
}

type Schemas = readonly JsonObject[] | 'open'

/** Follows a path through a schema. */
export function schemaPart(schema: unknown, steps: readonly PathStep[]): SchemaPart {
  if (!isObject(schema)) return { kind: 'open' }
  const reading: Reading = { root: schema, left: MOST_SCHEMAS }
  let here = expand(reading, schema, 0)
  let required = true
  for (const step of steps) {
    if (here === 'open') return { kind: 'open' }
    required &&= typeof step === 'string' && here.length > 0 && here.every((each) => requires(each, step))
    const found = here.map((each) => below(reading, each, step))
    const reached = found.filter((each) => each !== undefined)
    if (reached.length === 0) return { kind: 'absent', named: namesIn(here, step) }
    here = reached.includes('open') ? 'open' : reached.flatMap((each) => (each === 'open' ? [] : each))
  }
  return here === 'open' ? { kind: 'open' } : { kind: 'part', choices: here, required, root: schema }
}

function requires(schema: JsonObject, name: string): boolean {
  const names = own(schema, 'required')
  return isArray(names) && names.includes(name)
}

function namesIn(schemas: readonly JsonObject[], step: PathStep): readonly string[] {
  if (typeof step !== 'string') return []
  return schemas.flatMap((schema) => Object.keys(memberOf(schema, 'properties') ?? {}))
}

function memberOf(schema: JsonObject, name: string): JsonObject | undefined {
  const member = own(schema, name)
  return isObject(member) ? member : undefined
}

/** What a step leads to; undefined: to nothing that can be there. */
function below(reading: Reading, schema: JsonObject, step: PathStep): Schemas | undefined {
  return typeof step === 'string' ? memberBelow(reading, schema, step) : elementBelow(reading, schema, step)
}

/** Keywords that may speak of members elsewhere than in `properties`. */
const ELSEWHERE = ['patternProperties', 'if', 'dependentSchemas', 'unevaluatedProperties', '$dynamicRef'] as const

function memberBelow(reading: Reading, schema: JsonObject, name: string): Schemas | undefined {
  if (!permits(schema, 'object')) return undefined
  const properties = memberOf(schema, 'properties')
  const found = properties === undefined ? undefined : own(properties, name)
  if (found !== undefined) return expand(reading, found, 0)
  if (properties === undefined || ELSEWHERE.some((key) => Object.hasOwn(schema, key))) return 'open'
  const others = own(schema, 'additionalProperties')
  // Most definitions do not say that they list everything: what they do not list is taken for a mistake.
  return others === undefined || others === false ? undefined : expand(reading, others, 0)
}

function elementBelow(reading: Reading, schema: JsonObject, step: number | typeof EACH): Schemas | undefined {
  if (!permits(schema, 'array')) return undefined
  const prefix = own(schema, 'prefixItems')
  const items = own(schema, 'items')
  if (isArray(prefix) || isArray(items)) {
    const list = isArray(prefix) ? prefix : isArray(items) ? items : []
    const at = step === EACH ? undefined : list[step]
    return at === undefined ? 'open' : expand(reading, at, 0)
  }
  return items === undefined ? 'open' : expand(reading, items, 0)
}

/** Whether values of the type can fit. */
export function permits(schema: JsonObject, type: string): boolean {
  const types = own(schema, 'type')
  if (types === undefined) return true
  return types === type || (isArray(types) && types.includes(type))
}

/** The forms that a value may have: references followed, choices listed, everything that has to hold put together. */
function expand(reading: Reading, schema: unknown, depth: number): Schemas {
  reading.left -= 1
  if (schema === false) return []
  if (!isObject(schema) || depth > DEEPEST || reading.left < 0) return 'open'
  const { $ref: reference, anyOf, oneOf, allOf, ...rest } = schema
  let forms: Schemas = [rest]
  const parts = [
    ...(reference === undefined ? [] : [[resolve(reading.root, reference)]]),
    ...(isArray(allOf) ? allOf.map((each) => [each]) : []),
    ...[anyOf, oneOf].flatMap((each) => (isArray(each) ? [each] : [])),
  ]
  for (const choices of parts) {
    const expanded = choices.map((each) => expand(reading, each, depth + 1))
    forms = combine(
      forms,
      expanded.includes('open') ? 'open' : expanded.flatMap((each) => (each === 'open' ? [] : each)),
    )
  }
  return forms
}

function combine(left: Schemas, right: Schemas): Schemas {
  if (left === 'open' || right === 'open' || left.length * right.length > MOST_CHOICES) return 'open'
  return left.flatMap((one) => right.map((other) => merged(one, other)))
}

/** Both have to hold. Where both say something of the same, the second one is taken, except for lists of members. */
function merged(one: JsonObject, other: JsonObject): JsonObject {
  const properties = { ...memberOf(one, 'properties'), ...memberOf(other, 'properties') }
  const required = [own(one, 'required'), own(other, 'required')].flatMap((names) => (isArray(names) ? names : []))
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  }
}

function resolve(root: JsonObject, reference: unknown): unknown {
  if (reference === '#') return root
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return undefined
  let at: unknown = root
  for (const step of reference.slice(2).split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (isObject(at)) at = own(at, name)
    else if (isArray(at)) at = /^\d{1,6}$/.test(name) ? at[Number(name)] : undefined
    else return undefined
  }
  return at
}
