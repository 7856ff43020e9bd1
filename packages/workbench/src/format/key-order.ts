/** The order of keys in a canonical document: that of the reference, which is that of the schema. */
import { policyJsonSchema } from '@portcullis/engine'

type Schema = Readonly<Record<string, unknown>>

/** What a place in the document may hold: the ways its schema names for it. */
export type Shapes = readonly Schema[]

const ROOT: Schema = policyJsonSchema()

/** The whole document. */
export const DOCUMENT: Shapes = expand([ROOT])

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function schemasIn(value: unknown): readonly Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : []
}

/** Follows references and alternatives until only plain schemas are left. */
function expand(schemas: readonly Schema[]): Shapes {
  const found = new Set<Schema>()
  const open = [...schemas]
  for (const schema of open) {
    if (found.has(schema)) continue
    found.add(schema)
    const target = referred(schema['$ref'])
    if (target !== undefined) open.push(target)
    for (const key of ['anyOf', 'oneOf', 'allOf']) open.push(...schemasIn(schema[key]))
  }
  return [...found]
}

/** `#/$defs/Name`: what the schema refers to is all its own. */
function referred(ref: unknown): Schema | undefined {
  if (typeof ref !== 'string') return undefined
  const definitions = ROOT['$defs']
  const target = isSchema(definitions) ? definitions[ref.replace(/^#\/\$defs\//, '')] : undefined
  return ref === '#' ? ROOT : isSchema(target) ? target : undefined
}

const orders = new WeakMap<Shapes, readonly string[]>()

/** The keys that the reference lists for a place, in its order; none where the author chooses the keys. */
export function keysOf(shapes: Shapes): readonly string[] {
  const known = orders.get(shapes)
  if (known !== undefined) return known
  const made = inOneOrder(shapes.map(({ properties }) => (isSchema(properties) ? Object.keys(properties) : [])))
  orders.set(shapes, made)
  return made
}

/** One order out of those of several forms, such that a key stands behind those before it in any form, where that can be. */
function inOneOrder(forms: readonly (readonly string[])[]): readonly string[] {
  const order: string[] = []
  let left = forms.filter((form) => form.length > 0)
  while (left.length > 0) {
    const firsts = left.flatMap((form) => form.slice(0, 1))
    const next = firsts.find((key) => left.every((form) => form.indexOf(key) <= 0)) ?? firsts[0] ?? ''
    order.push(next)
    left = left.map((form) => form.filter((key) => key !== next)).filter((form) => form.length > 0)
  }
  return order
}

/** Whether the author names the members: a map such as `tools`. */
export function isMap(shapes: Shapes): boolean {
  return keysOf(shapes).length === 0 && shapes.some(({ additionalProperties }) => isSchema(additionalProperties))
}

/** Places that were looked at before: documents repeat themselves, and the schema does not change. */
const found = new WeakMap<Shapes, Map<string, Shapes>>()

/** What may stand below a key. */
export function below(shapes: Shapes, key: string): Shapes {
  const known = found.get(shapes) ?? new Map<string, Shapes>()
  found.set(shapes, known)
  // What the author names is all of one shape.
  const kind = keysOf(shapes).includes(key) ? key : ''
  const place = known.get(kind) ?? placesBelow(shapes, key)
  known.set(kind, place)
  return place
}

function placesBelow(shapes: Shapes, key: string): Shapes {
  return expand(
    shapes.flatMap(({ properties, additionalProperties }) => {
      const named = isSchema(properties) && Object.hasOwn(properties, key) ? properties[key] : additionalProperties
      return isSchema(named) ? [named] : []
    }),
  )
}

const elements = new WeakMap<Shapes, Shapes>()

/** What an element of a list may be. */
export function elementOf(shapes: Shapes): Shapes {
  const known = elements.get(shapes) ?? elementsOf(shapes)
  elements.set(shapes, known)
  return known
}

function elementsOf(shapes: Shapes): Shapes {
  return expand(
    shapes.flatMap(({ items, prefixItems }) => [...(isSchema(items) ? [items] : []), ...schemasIn(prefixItems)]),
  )
}
