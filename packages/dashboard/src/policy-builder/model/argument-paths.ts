/** The arguments that rules can ask about: taken from a tool's input schema, by what they are. */
import { EACH, isArray, isObject, type JsonObject, type JsonValue, own, type PathStep } from '@portcullis/engine'

/** The type of what stands at a path, as far as the schema says it. */
export type ArgumentType = 'text' | 'number' | 'switch' | 'list' | 'object' | 'unknown'

/** One argument, or a part of one. */
export interface ArgumentPath {
  /** As conditions write it: `args.items[*].price`. */
  readonly path: string
  readonly type: ArgumentType
  /** The only values that the schema admits; empty where it names none. */
  readonly values: readonly JsonValue[]
  /** A call without it does not fit the schema. */
  readonly required: boolean
  readonly description: string
}

/** Schemas come from strangers. */
const MOST_PATHS = 300
const MOST_DEPTH = 6

/** All paths of a tool's arguments, outermost first; at most 300. */
export function argumentPaths(schema: JsonValue | undefined): readonly ArgumentPath[] {
  const found: ArgumentPath[] = []
  const open = [{ steps: [] as readonly PathStep[], schema, required: true }]
  for (const { steps, schema: part, required } of open) {
    if (found.length >= MOST_PATHS) break
    if (part === undefined || !isObject(part)) continue
    if (steps.length > 0) found.push(describe(steps, part, required))
    if (steps.length < MOST_DEPTH) open.push(...partsOf(steps, part, required).slice(0, MOST_PATHS))
  }
  return found
}

interface Part {
  readonly steps: readonly PathStep[]
  readonly schema: JsonValue | undefined
  readonly required: boolean
}

function partsOf(steps: readonly PathStep[], schema: JsonObject, required: boolean): readonly Part[] {
  const properties = own(schema, 'properties')
  const needed = own(schema, 'required')
  const items = own(schema, 'items')
  const members = properties !== undefined && isObject(properties) ? Object.entries(properties) : []
  return [
    ...members.map(([key, part]) => ({
      steps: below(steps, key),
      schema: part,
      required: required && needed !== undefined && isArray(needed) && needed.includes(key),
    })),
    ...(steps.length > 0 && items !== undefined ? [{ steps: below(steps, EACH), schema: items, required }] : []),
  ]
}

const below = (steps: readonly PathStep[], step: PathStep): readonly PathStep[] => [...steps, step]

const TYPES: Readonly<Record<string, ArgumentType>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'switch',
  array: 'list',
  object: 'object',
}

/** The one type that the schema names beside null; `unknown` where there are several. */
function typeOf(schema: JsonObject): ArgumentType {
  const type = own(schema, 'type') ?? null
  const named = (isArray(type) ? type : [type]).filter((each) => each !== 'null')
  const [only] = named
  const known = named.length === 1 && typeof only === 'string' && Object.hasOwn(TYPES, only) ? TYPES[only] : undefined
  return known ?? 'unknown'
}

function describe(steps: readonly PathStep[], schema: JsonObject, required: boolean): ArgumentPath {
  const values = own(schema, 'enum') ?? (Object.hasOwn(schema, 'const') ? [own(schema, 'const') ?? null] : [])
  const description = own(schema, 'description')
  return {
    path: `args${spelled(steps)}`,
    type: typeOf(schema),
    values: isArray(values) ? values.slice(0, 100) : [],
    required,
    description: typeof description === 'string' ? description.slice(0, 300) : '',
  }
}

const PLAIN_KEY = /^[\p{L}\p{N}_$-]+$/u

const spelled = (steps: readonly PathStep[]): string =>
  steps
    .map((step) => {
      if (step === EACH) return '[*]'
      if (typeof step === 'number') return `[${step}]`
      return PLAIN_KEY.test(step) && !/^\d+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
    })
    .join('')
