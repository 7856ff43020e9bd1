/** A tool's input schema, read without trust: names and types of its parameters. */
import { cut, hidesText, quote, visible } from './text.ts'
import { tokenize } from './tokens.ts'

/** One parameter. */
export interface Parameter {
  readonly name: string
  /** Its words in one: `file_path` and `filePath` are `filepath`. */
  readonly key: string
  readonly words: readonly string[]
  /** JSON type, `any` where the schema does not say. */
  readonly type: string
  readonly required: boolean
  /** Allowed texts, at most 32. */
  readonly choices: readonly string[]
  /** Whether its name or note hides characters. */
  readonly hides: boolean
  /** What its author says of it, visible, lower case, at most 240 characters. */
  readonly note: string
}

/** Most parameters of one tool that are read. */
const LIMIT = 64

type Bag = Readonly<Record<string, unknown>>

function bag(value: unknown): Bag | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : undefined
}

function own(of: Bag | undefined, key: string): unknown {
  return of !== undefined && Object.hasOwn(of, key) ? of[key] : undefined
}

function definition(root: Bag, schema: Bag | undefined): Bag | undefined {
  const ref = own(schema, '$ref')
  if (typeof ref !== 'string') return schema
  const [hash, section = '', name = '', ...rest] = ref.split('/')
  if (hash !== '#' || rest.length > 0) return schema
  return bag(own(bag(own(root, section)), name)) ?? schema
}

function variants(schema: Bag | undefined): readonly Bag[] {
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const list = own(schema, key)
    if (Array.isArray(list))
      return list
        .slice(0, 8)
        .map(bag)
        .filter((one) => one !== undefined)
  }
  return []
}

function typeOf(schema: Bag | undefined): string {
  const type = own(schema, 'type')
  if (typeof type === 'string') return type
  if (Array.isArray(type)) return type.find((one): one is string => typeof one === 'string' && one !== 'null') ?? 'any'
  for (const variant of variants(schema)) {
    const inner = own(variant, 'type')
    if (typeof inner === 'string' && inner !== 'null') return inner
  }
  return 'any'
}

function choicesOf(schema: Bag | undefined): readonly string[] {
  for (const one of [schema, ...variants(schema), bag(own(schema, 'items'))]) {
    const list = own(one, 'enum')
    if (Array.isArray(list)) return list.slice(0, 32).filter((item): item is string => typeof item === 'string')
  }
  const literals = variants(schema).flatMap((one) => {
    const value = own(one, 'const')
    return typeof value === 'string' ? [value] : []
  })
  return literals
}

function read(root: Bag, properties: Bag, required: ReadonlySet<unknown>): readonly Parameter[] {
  return Object.keys(properties)
    .slice(0, LIMIT)
    .map((name) => {
      const words = tokenize(name)
      const schema = definition(root, bag(properties[name]))
      const note = own(schema, 'description')
      return {
        name,
        words,
        key: words.join(''),
        type: typeOf(schema),
        required: required.has(name),
        choices: choicesOf(schema),
        hides: hidesText(cut(name, 240)) || (typeof note === 'string' && hidesText(note.slice(0, 240))),
        note: typeof note === 'string' ? visible(note.slice(0, 240)).toLowerCase() : '',
      }
    })
}

const WRAPPERS = new Set(['params', 'input', 'request', 'args', 'arguments', 'body', 'payload', 'data'])

/**
 * The parameters of an input schema, at most 64. Where all stand inside one wrapping object (`params`, `input`), those
 * inside are returned. Anything that is no schema has no parameters. Bounded work whatever the schema's size.
 */
export function parametersOf(inputSchema: unknown): readonly Parameter[] {
  const root = bag(inputSchema)
  const properties = bag(own(root, 'properties'))
  if (root === undefined || properties === undefined) return []
  const required = own(root, 'required')
  const outer = read(root, properties, new Set(Array.isArray(required) ? required.slice(0, 256) : []))
  const only = outer[0]
  if (outer.length !== 1 || only === undefined || !WRAPPERS.has(only.name)) return outer
  const inside = definition(root, bag(properties[only.name]))
  const nested = bag(own(inside, 'properties'))
  if (nested === undefined) return outer
  const innerRequired = own(inside, 'required')
  return read(root, nested, new Set(Array.isArray(innerRequired) ? innerRequired.slice(0, 256) : []))
}

/** A parameter's name for our sentences. */
export function parameterName(parameter: Parameter): string {
  return quote(parameter.name)
}
