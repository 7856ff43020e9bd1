/** The `_meta` that every modern request carries (MCP 2026-07-28, per-request metadata). */
import type { JsonObject, JsonValue } from '@portcullis/engine'
import { isModernVersion, META } from './era.ts'
import { isObject } from './shape.ts'

/** A member that is missing or not what it must be. */
export interface EnvelopeIssue {
  readonly key: string
  /** `missing`, or what was expected. */
  readonly problem: string
}

const LEVELS: ReadonlySet<unknown> = new Set([
  ...['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'],
])
const REQUIRED = [META.protocolVersion, META.clientCapabilities] as const

/** The `_meta` of a message, where it is an object. */
export function metaOf(params: JsonObject): JsonObject | undefined {
  const meta = own(params, '_meta')
  return isObject(meta) ? meta : undefined
}

/** Whether a message says of itself that it is modern, rightly or not. */
export const isClaimed = (meta: JsonObject | undefined): meta is JsonObject =>
  meta !== undefined && Object.hasOwn(meta, META.protocolVersion)

/** The revision that a message names; undefined where it names none, or something that is none. */
export function claimedVersion(meta: JsonObject): string | undefined {
  const version = own(meta, META.protocolVersion)
  return typeof version === 'string' ? version : undefined
}

/** Whether a message is modern beyond doubt: `initialize` is a handshake otherwise. */
export function isProperlyModern(meta: JsonObject | undefined): boolean {
  if (!isClaimed(meta) || envelopeIssue(meta) !== undefined) return false
  return isModernVersion(claimedVersion(meta) ?? '')
}

/** The required members that are not there. */
export const missingFrom = (meta: JsonObject): readonly string[] => REQUIRED.filter((key) => !Object.hasOwn(meta, key))

/** The first thing that is wrong: what is missing before what is wrong. */
export function envelopeIssue(meta: JsonObject): EnvelopeIssue | undefined {
  const missing = REQUIRED.find((key) => !Object.hasOwn(meta, key))
  if (missing !== undefined) return { key: missing, problem: 'missing' }
  for (const { key, inner, isRight, expected } of CHECKS) {
    const value = own(meta, key)
    if (value === undefined) continue
    const judged = inner === undefined ? value : own(value, inner)
    if (!isRight(judged)) return { key: inner === undefined ? key : `${key}.${inner}`, problem: `expected ${expected}` }
  }
  return undefined
}

type Judged = JsonValue | undefined

interface Check {
  readonly key: string
  /** A member of the value at `key`. */
  readonly inner?: string
  readonly isRight: (value: Judged) => boolean
  readonly expected: string
}

const isText = (value: Judged): boolean => typeof value === 'string'
const isObjectOrAbsent = (value: Judged): boolean => value === undefined || isObject(value)

/** In the order in which a server would look. */
const CHECKS: readonly Check[] = [
  { key: META.protocolVersion, isRight: isText, expected: 'a string' },
  { key: META.clientInfo, isRight: isObject, expected: 'an object' },
  { key: META.clientInfo, inner: 'name', isRight: isText, expected: 'a string' },
  { key: META.clientInfo, inner: 'version', isRight: isText, expected: 'a string' },
  { key: META.clientCapabilities, isRight: isObject, expected: 'an object' },
  ...['experimental', 'sampling', 'elicitation', 'roots', 'extensions'].map((inner) => ({
    key: META.clientCapabilities,
    inner,
    isRight: isObjectOrAbsent,
    expected: 'an object',
  })),
  { key: META.logLevel, isRight: (value) => LEVELS.has(value), expected: 'a log level' },
]

/** An own member, where there is an object. */
function own(value: Judged, key: string): Judged {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
