/** What somebody may make of a call before they let it pass: less than what was asked, and nothing else. */
import type { Problem } from '../api/problem.ts'
import { wrongField } from '../api/problem.ts'

/** A JSON value. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A call that asks for less. */
export interface NarrowedCall {
  /** `params` as they would be sent, JSON text. */
  readonly params: string
}

const FIELD = '/body/arguments'

/**
 * The parameters with narrower arguments: numbers may be lower, arrays hold fewer of their elements in their order,
 * members be left out unless the tool needs them. A problem says where they are not.
 * @param params as they were asked, JSON text @param definition of the tool, JSON text
 */
export function narrowParams(params: string, wished: unknown, definition: string | null): NarrowedCall | Problem {
  if (!keepsNumbers(params)) return refused('', 'It has a number that cannot be written anew exactly as it is.')
  const asked: unknown = JSON.parse(params)
  if (!isObject(asked)) return refused('', 'The call has no arguments that could be narrowed.')
  const before = asked['arguments'] ?? {}
  if (!isJson(wished)) return refused('', 'That is no JSON.')
  const wrong = wider(before, wished, { path: '', schema: schemaOf(definition) })
  if (wrong !== undefined) return refused(wrong.path, wrong.what)
  if (isSame(before, wished)) return refused('', 'Nothing was narrowed.')
  return { params: JSON.stringify({ ...asked, arguments: wished }) }
}

function refused(path: string, what: string): Problem {
  return wrongField(
    `${FIELD}${path}`,
    what,
    'Lower a number, leave out elements of a list or members that are not needed; leave everything else as it was asked.',
  )
}

interface Place {
  /** JSON Pointer. */
  readonly path: string
  /** Of what is there; undefined: unknown, so that nothing can be left out. */
  readonly schema: { readonly [key: string]: Json } | undefined
}

interface Wider {
  readonly path: string
  readonly what: string
}

/** Where the wished value is not what was asked, or less; undefined: nowhere. */
function wider(asked: Json, wished: Json, place: Place): Wider | undefined {
  if (typeof asked === 'number' && typeof wished === 'number') {
    // Below nothing lies another meaning: what takes 5 may not be made to give 5, nor what gives 5 to give more.
    if (wished === asked || (wished >= 0 && wished < asked)) return undefined
    return { path: place.path, what: 'A number may only be lower than it was asked, and not below 0.' }
  }
  if (isList(asked) && isList(wished)) return widerList(asked, wished, place)
  if (isObject(asked) && isObject(wished)) return widerObject(asked, wished, place)
  return isSame(asked, wished) ? undefined : { path: place.path, what: 'It differs from what was asked.' }
}

function widerList(asked: readonly Json[], wished: readonly Json[], { path }: Place): Wider | undefined {
  let from = 0
  for (const [at, element] of wished.entries()) {
    const found = asked.findIndex((one, index) => index >= from && isSame(one, element))
    if (found < 0) return { path: `${path}/${at}`, what: 'The list did not hold this element, or not in this order.' }
    from = found + 1
  }
  return undefined
}

function widerObject(
  asked: { readonly [key: string]: Json },
  wished: { readonly [key: string]: Json },
  { path, schema }: Place,
): Wider | undefined {
  const members = memberOf(schema, 'properties')
  for (const [key, value] of Object.entries(wished)) {
    const here = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const before = Object.hasOwn(asked, key) ? asked[key] : undefined
    if (before === undefined) return { path: here, what: 'This was not asked.' }
    const wrong = wider(before, value, { path: here, schema: memberOf(members, key) })
    if (wrong !== undefined) return wrong
  }
  const dropped = Object.keys(asked).filter((key) => !Object.hasOwn(wished, key))
  const needed = dropped.find((key) => isNeeded(schema, key))
  return needed === undefined ? undefined : { path, what: `The tool needs \`${needed}\`, or may need it.` }
}

type JsonObject = { readonly [key: string]: Json }

/** A member of an object that is one itself. */
function memberOf(object: JsonObject | undefined, key: string): JsonObject | undefined {
  const member = object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined
  return isObject(member) ? member : undefined
}

/** Only what a schema names without requiring it can be left out. */
function isNeeded(schema: JsonObject | undefined, key: string): boolean {
  if (memberOf(memberOf(schema, 'properties'), key) === undefined) return true
  const required = schema !== undefined && Object.hasOwn(schema, 'required') ? schema['required'] : []
  return !isList(required) || required.includes(key)
}

/** The schema of a tool's arguments. */
function schemaOf(definition: string | null): JsonObject | undefined {
  const tool: unknown = definition === null ? undefined : JSON.parse(definition)
  return isObject(tool) ? memberOf(tool, 'inputSchema') : undefined
}

/** Whether every number of the text would be written again as it is. */
function keepsNumbers(text: string): boolean {
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+/gsu)) {
    if (/^[-\d]/.test(token) && JSON.stringify(Number(token)) !== token) return false
  }
  return true
}

const isList = (value: unknown): value is readonly Json[] => Array.isArray(value)
const isObject = (value: unknown): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isJson(value: unknown): value is Json {
  return value !== undefined
}

function isSame(a: Json, b: Json): boolean {
  if (isList(a)) return isList(b) && a.length === b.length && a.every((one, at) => isSame(one, b[at] ?? null))
  if (!isObject(a)) return a === b
  if (!isObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key] ?? null, b[key] ?? null))
  )
}
