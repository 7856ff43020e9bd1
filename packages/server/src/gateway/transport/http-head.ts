/** Reads what the gateway needs of an HTTP request's head, and refuses heads that could be read in two ways. */
import type { RefusalCode } from '../errors.ts'
import { PROOF_FIELD } from '../session/forward-proof.ts'

/** The headers that the flow looks at; each may stand once only. */
export interface RequestHead {
  host: string | undefined
  origin: string | undefined
  fetchSite: string | undefined
  authorization: string | undefined
  accept: string | undefined
  contentType: string | undefined
  contentLength: string | undefined
  contentEncoding: string | undefined
  protocolVersion: string | undefined
  sessionId: string | undefined
  lastEventId: string | undefined
  forwardedFor: string | undefined
  /** Of another gateway: see `session/forward-proof.ts`. */
  forwardProof: string | undefined
  mcpMethod: string | undefined
  mcpName: string | undefined
  traceparent: string | undefined
  tracestate: string | undefined
  /** `Mcp-Param-*`, names as they came: `[name, value, …]`. */
  paramHeaders: string[]
}

const FIELDS = new Map<string, Field>([
  ['host', 'host'],
  ['origin', 'origin'],
  ['sec-fetch-site', 'fetchSite'],
  ['authorization', 'authorization'],
  ['accept', 'accept'],
  ['content-type', 'contentType'],
  ['content-length', 'contentLength'],
  ['content-encoding', 'contentEncoding'],
  ['mcp-protocol-version', 'protocolVersion'],
  ['mcp-session-id', 'sessionId'],
  ['last-event-id', 'lastEventId'],
  ['x-forwarded-for', 'forwardedFor'],
  [PROOF_FIELD, 'forwardProof'],
  ['mcp-method', 'mcpMethod'],
  ['mcp-name', 'mcpName'],
  ['traceparent', 'traceparent'],
  ['tracestate', 'tracestate'],
])

/**
 * These may be sent in several lines (RFC 9110, section 5.3): they are joined. A `traceparent` that is repeated has no form
 * that is taken then, and is as if it were not there.
 */
const LISTS = new Set(['accept', 'x-forwarded-for', 'traceparent', 'tracestate'])

const emptyHead = (): RequestHead => ({
  host: undefined,
  origin: undefined,
  fetchSite: undefined,
  authorization: undefined,
  accept: undefined,
  contentType: undefined,
  contentLength: undefined,
  contentEncoding: undefined,
  protocolVersion: undefined,
  sessionId: undefined,
  lastEventId: undefined,
  forwardedFor: undefined,
  forwardProof: undefined,
  mcpMethod: undefined,
  mcpName: undefined,
  traceparent: undefined,
  tracestate: undefined,
  paramHeaders: [],
})

type Field = Exclude<keyof RequestHead, 'paramHeaders'>

/** What a header's name means here: a field, a parameter of the tool, or nothing. */
interface Meaning {
  readonly name: string
  readonly field: Field | undefined
  readonly isParam: boolean
  readonly isList: boolean
}

/** Most heads use few spellings of few names: what they mean is remembered. */
const LARGEST_MEMO = 1000
const meanings = new Map<string, Meaning>()

function meaningOf(spelled: string): Meaning {
  const known = meanings.get(spelled)
  if (known !== undefined) return known
  const name = spelled.toLowerCase()
  const meaning = { name, field: FIELDS.get(name), isParam: name.startsWith('mcp-param-'), isList: LISTS.has(name) }
  if (meanings.size < LARGEST_MEMO) meanings.set(spelled, meaning)
  return meaning
}

/** What is the connection's, and what a proof stands for. */
const NOT_FORWARDED: ReadonlySet<Field> = new Set(['contentLength', 'forwardedFor', 'forwardProof'])

/** The head once more, for another gateway that has to judge it as this one did: names and values in turn. */
export function forwardedFields(head: RequestHead): string[] {
  const fields = [...head.paramHeaders]
  for (const [name, field] of FIELDS) {
    const value = head[field]
    if (value !== undefined && !NOT_FORWARDED.has(field)) fields.push(name, value)
  }
  return fields
}

/** @param raw names and values in turn, as `IncomingMessage.rawHeaders` has them */
export function readHead(raw: readonly string[]): RequestHead | RefusalCode {
  const head = emptyHead()
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const meaning = meaningOf(raw[i] ?? '')
    if (meaning.field === undefined && !meaning.isParam) continue
    if (!take(head, meaning, raw[i + 1] ?? '')) return 'malformed_head'
  }
  return head
}

/** @returns false for a repetition of what may stand once only */
function take(head: RequestHead, { name, field, isList }: Meaning, value: string): boolean {
  if (field === undefined) {
    if (hasName(head.paramHeaders, name)) return false
    head.paramHeaders.push(name, value)
    return true
  }
  const before = head[field]
  if (before !== undefined && !isList) return false
  head[field] = before === undefined ? value : `${before}, ${value}`
  return true
}

function hasName(pairs: readonly string[], name: string): boolean {
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === name) return true
  return false
}
