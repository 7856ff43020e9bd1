/**
 * `Mcp-Param-*`: arguments that a client repeats in headers, because the tool's schema asks for it with `x-mcp-header`
 * (MCP 2026-07-28, transports, custom headers).
 */
import type { JsonObject, JsonValue } from '@portcullis/engine'
import { decodeHeaderValue, encodeHeaderValue, isHeaderText, isToken, stripSpace } from './header-value.ts'
import { isObject } from './shape.ts'
import { mismatch, type Objection } from './wire-refusal.ts'

/** An argument that a header has to repeat. */
export interface ParamHeader {
  /** Lower-case, with its prefix. */
  readonly header: string
  /** Keys from the arguments down to the value. */
  readonly path: readonly string[]
  /** Numbers are compared as numbers: `42.0` is `42`. */
  readonly numeric: boolean
}

const PREFIX = 'mcp-param-'
const ANNOTATION = 'x-mcp-header'
const TYPES: ReadonlySet<unknown> = new Set(['string', 'integer', 'number', 'boolean'])
const DECIMAL = /^-?\d+(?:\.\d+)?$/
/** Deeper schemas are not read: they declare no headers. */
const MAX_DEPTH = 64

/** A value that cannot be in a header, or is not the Base64 that it says it is. */
export function malformedParamHeader(headers: readonly string[]): Objection | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const value = stripSpace(headers[i + 1] ?? '')
    if (!isToken(name) || !isHeaderText(value)) return mismatch(name, `the ${name} header has an invalid value`)
    if (decodeHeaderValue(value) === undefined) return mismatch(name, `the ${name} header is not valid Base64 of UTF-8`)
  }
  return undefined
}

/**
 * The headers that a tool's schema asks for. A schema whose annotations break the rules asks for none: its tool is one
 * that clients must not call.
 */
export function paramHeadersOf(inputSchema: JsonObject): readonly ParamHeader[] {
  const found: ParamHeader[] = []
  const isSound = collect(inputSchema, [], found) && new Set(found.map(({ header }) => header)).size === found.length
  return isSound ? found : []
}

/** Compares arguments with their headers; undefined where they agree. */
export function paramHeadersAgree(
  declared: readonly ParamHeader[],
  args: JsonObject,
  headers: readonly string[],
): Objection | undefined {
  for (const { header, path, numeric } of declared) {
    const text = textOf(valueAt(args, path))
    if (text === undefined) continue
    const value = headerIn(headers, header)
    if (value === undefined) return mismatch(header, `the ${header} header is absent, but its argument is not`)
    const decoded = decodeHeaderValue(value)
    if (decoded === undefined) return mismatch(header, `the ${header} header is not valid Base64 of UTF-8`)
    const isSame = decoded === text || (numeric && DECIMAL.test(decoded) && Number(decoded) === Number(text))
    if (!isSame) return mismatch(header, `the ${header} header differs from its argument`)
  }
  return undefined
}

/** The headers that go with arguments which came without any, as a client of HTTP would send them. */
export function paramHeadersFor(declared: readonly ParamHeader[], args: JsonObject): readonly string[] {
  return declared.flatMap(({ header, path }) => {
    const text = textOf(valueAt(args, path))
    return text === undefined ? [] : [header, encodeHeaderValue(text)]
  })
}

/** Walks down `properties`; returns false where an annotation is wrong, or stands where no such chain leads. */
function collect(schema: JsonObject, path: readonly string[], found: ParamHeader[]): boolean {
  if (path.length > MAX_DEPTH) return false
  if (Object.hasOwn(schema, ANNOTATION)) {
    const declared = declaredBy(schema, path)
    if (declared === undefined) return false
    found.push(declared)
  }
  const unreached = Object.entries(schema).some(([key, inner]) => SUBSCHEMAS.has(key) && holdsAnnotation(inner, 0))
  return !unreached && propertiesOf(schema).every(([name, inner]) => collect(inner, [...path, name], found))
}

function propertiesOf(schema: JsonObject): readonly (readonly [string, JsonObject])[] {
  const properties = Object.hasOwn(schema, 'properties') ? schema['properties'] : undefined
  if (!isObject(properties)) return []
  return Object.entries(properties).flatMap(([name, inner]) => (isObject(inner) ? [[name, inner] as const] : []))
}

function declaredBy(schema: JsonObject, path: readonly string[]): ParamHeader | undefined {
  const { [ANNOTATION]: name, type } = schema
  if (typeof name !== 'string' || !isToken(name) || !TYPES.has(type) || path.length === 0) return undefined
  return { header: PREFIX + name.toLowerCase(), path, numeric: type === 'integer' || type === 'number' }
}

/** Keywords whose schemas are not reached by a chain of `properties`. */
const SUBSCHEMAS: ReadonlySet<string> = new Set([
  ...['items', 'prefixItems', 'contains', 'additionalProperties', 'unevaluatedProperties', 'unevaluatedItems'],
  ...['propertyNames', 'patternProperties', 'dependentSchemas', 'oneOf', 'anyOf', 'allOf', 'not', 'if', 'then', 'else'],
  ...['$defs', 'definitions'],
])

function holdsAnnotation(value: JsonValue | undefined, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth > MAX_DEPTH) return true
  if (isObject(value) && Object.hasOwn(value, ANNOTATION)) return true
  return Object.values(value).some((inner: JsonValue) => holdsAnnotation(inner, depth + 1))
}

function valueAt(args: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = args
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}

/** What a header would say; undefined for what needs none. */
function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value !== 'number') return undefined
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value)
}

function headerIn(headers: readonly string[], header: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === header) return stripSpace(headers[i + 1] ?? '')
  }
  return undefined
}
