/** Whether values fit a part of a schema, and operators fit the values: both as the engine judges them. */
import {
  type ArgumentSchema,
  type Comparison,
  compileArgumentSchema,
  compileCondition,
  Evaluation,
  isArray,
  type JsonObject,
  type JsonValue,
  own,
} from '@portcullis/engine'
import { NOTHING_SEEN, requestOf } from './call.ts'
import { permits, type SchemaPart } from './schema-part.ts'

/** A part that the schema speaks of. */
export type KnownPart = SchemaPart & { readonly kind: 'part' }

const compiled = new WeakMap<KnownPart, ArgumentSchema | undefined>()

/** Whether the schema lets a value stand there; true where the engine cannot judge the schema. */
export function accepts(part: KnownPart, value: JsonValue): boolean {
  if (!compiled.has(part)) compiled.set(part, compilePart(part))
  const schema = compiled.get(part)
  return schema === undefined || schema({ x: value }).ok
}

/** References are found from the root, so the root's definitions come along. */
function compilePart({ choices, root }: KnownPart): ArgumentSchema | undefined {
  const shared = ['$defs', 'definitions', '$id'].flatMap((key) => {
    const value = own(root, key)
    return value === undefined ? [] : [[key, value] as const]
  })
  const schema: JsonObject = { ...Object.fromEntries(shared), properties: { x: { anyOf: choices } } }
  const result = compileArgumentSchema(schema)
  return result.ok ? result.schema : undefined
}

/** A list of more is none that a person wrote. */
const MOST_LISTED = 500

/** The only values that can stand there; undefined where they are not listed, or too many. */
export function listedValues({ choices }: KnownPart): readonly JsonValue[] | undefined {
  const values: JsonValue[] = []
  for (const choice of choices) {
    const constant = own(choice, 'const')
    const list = own(choice, 'enum')
    if (constant !== undefined) values.push(constant)
    else if (isArray(list)) values.push(...list)
    else if (own(choice, 'type') === 'boolean') values.push(true, false)
    else if (own(choice, 'type') === 'null') values.push(null)
    else return undefined
  }
  return values.length > MOST_LISTED ? undefined : values
}

/** Values of each type, among them some of every form that an operator asks for. */
const SAMPLES: Readonly<Record<string, readonly JsonValue[]>> = {
  string: ['', 'a', '2026-03-10T09:30:00Z', '2026-03-10', 'https://example.com/', '192.0.2.1'],
  number: [0, 1.5],
  integer: [0],
  boolean: [true],
  array: [[], ['a']],
  object: [{}],
}

/** Values of all types that may stand there. */
export function samplesOf(part: KnownPart): readonly JsonValue[] {
  const listed = listedValues(part)
  if (listed !== undefined) return listed.filter((value) => value !== null)
  return Object.entries(SAMPLES).flatMap(([type, values]) =>
    part.choices.some((choice) => permits(choice, type)) ? values : [],
  )
}

/** What the types of a part are called: "a string". */
export function typesOf(part: KnownPart): string {
  const names = Object.keys(SAMPLES).filter((type) => part.choices.some((choice) => permits(choice, type)))
  return names.length === 0
    ? 'nothing'
    : names.map((name) => (/^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`)).join(' or ')
}

/** Whether a comparison has an answer for any of the values; without one, the call is refused. */
export function judges({ op, value, ignore_case: ignoreCase }: Comparison, samples: readonly JsonValue[]): boolean {
  const comparison = { path: 'args.x', op, value, ...(ignoreCase !== undefined && { ignore_case: ignoreCase }) }
  const { test } = compileCondition(comparison, { quantifier: 'any', timezone: 'UTC' })
  return samples.some((sample) => {
    const call = { args: { x: sample }, tool: undefined, texts: new Map<string, string>(), seen: NOTHING_SEEN, at: 0 }
    return typeof test(new Evaluation(requestOf(call))) === 'boolean'
  })
}
