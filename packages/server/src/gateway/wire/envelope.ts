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
  const [missing] = missingFrom(meta)
  if (missing !== undefined) return { key: missing, problem: 'missing' }
  for (const [key, isRight, expected] of CHECKS) {
    const value = own(meta, key)
    if (value !== undefined && !isRight(value)) return { key, problem: `expected ${expected}` }
  }
  return undefined
}

const isName = (value: JsonValue | undefined): boolean => typeof value === 'string'

const CHECKS: readonly (readonly [string, (value: JsonValue) => boolean, string])[] = [
  ['progressToken', (value) => isName(value) || Number.isSafeInteger(value), 'a string or an integer'],
  [META.protocolVersion, isName, 'a string'],
  [
    META.clientInfo,
    (value) => isObject(value) && isName(own(value, 'name')) && isName(own(value, 'version')),
    'an object with a name and a version',
  ],
  [
    META.clientCapabilities,
    (value) => isObject(value) && CAPABILITIES.every((key) => isObjectOrAbsent(own(value, key))),
    'an object of objects',
  ],
  [META.logLevel, (value) => LEVELS.has(value), 'a log level'],
]

const CAPABILITIES = ['experimental', 'sampling', 'elicitation', 'roots', 'extensions']

const isObjectOrAbsent = (value: JsonValue | undefined): boolean => value === undefined || isObject(value)

function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
