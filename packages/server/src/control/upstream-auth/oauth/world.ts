/** How an authorization reaches the servers that it is about, and what it believes of what they say. */

import { destinationOf, type Guard } from '../../../egress/guard.ts'
import {
  type Fetch,
  type FetchLimits,
  type FetchRequest,
  fetchBounded,
  METADATA_LIMITS,
} from '../../../egress/guarded-fetch.ts'
import { done, failed, type Outcome } from './outcome.ts'

/** What the steps of an authorization are given. */
export interface OAuthWorld {
  /** Guarded: no step connects in another way. */
  readonly fetch: Fetch
  readonly guard: Guard
  /** Milliseconds that an answer is waited for at least; undefined: each step has its own. */
  readonly patience?: number | undefined
}

/** JSON as an object of a stranger's. */
export type Row = Readonly<Record<string, unknown>>

/** An answer whose body is one JSON object. */
export interface JsonAnswer {
  readonly status: number
  readonly row: Row
}

/**
 * A URL that secrets may be sent to: https, or http where the operator named the destination; no user, no fragment.
 * Undefined for all others.
 */
export function secureUrl(text: unknown, guard: Guard): URL | undefined {
  if (typeof text !== 'string' || text.length > 2048 || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || url.hash !== '') return undefined
  if (url.protocol === 'https:') return url
  return url.protocol === 'http:' && guard.allows(destinationOf(url)) ? url : undefined
}

/** Asks for one JSON object. */
export async function askJson(
  { fetch, patience = 0 }: OAuthWorld,
  url: URL,
  request: FetchRequest,
  limits: FetchLimits = METADATA_LIMITS,
): Promise<Outcome<JsonAnswer>> {
  const headers = { accept: 'application/json', ...request.headers }
  const answer = await fetchBounded(
    fetch,
    url,
    { ...request, headers },
    { ...limits, time: Math.max(limits.time, patience) },
  )
  if (!answer.ok) return failed(`${answer.problem}.`)
  return done({ status: answer.status, row: rowOf(answer.text) })
}

/** The object that a text is; an empty one for whatever is none. */
export function rowOf(text: string): Row {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

/** Its own member as a text that is not empty; undefined for whatever is none. */
export function textIn(row: Row, key: string): string | undefined {
  const value = Object.hasOwn(row, key) ? row[key] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Its own member as a list of texts; undefined where it is absent, or is none. */
export function textsIn(row: Row, key: string): readonly string[] | undefined {
  const value = Object.hasOwn(row, key) ? row[key] : undefined
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined
}

/** A code of RFC 6749 or one of its extensions. */
const ERROR_CODE = /^[A-Za-z0-9_.-]{1,64}$/

/** The code by which an authorization server says what went wrong (RFC 6749, 5.2). Its words may repeat what it was sent. */
export function errorIn(row: Row): string {
  return errorCode(textIn(row, 'error')) ?? 'it says no reason'
}

/** A sentence's part about a code; undefined for what is none. */
export function errorCode(code: string | undefined): string | undefined {
  return code !== undefined && ERROR_CODE.test(code) ? `it says \`${code}\`` : undefined
}
