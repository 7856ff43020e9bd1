/** Reads what the gateway needs of an HTTP request's head, and refuses heads that could be read in two ways. */
import type { RefusalCode } from '../errors.ts'

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
  mcpMethod: string | undefined
  mcpName: string | undefined
  /** `Mcp-Param-*`, names as they came: `[name, value, …]`. */
  paramHeaders: string[]
}

const FIELDS = new Map<string, Exclude<keyof RequestHead, 'paramHeaders'>>([
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
  ['mcp-method', 'mcpMethod'],
  ['mcp-name', 'mcpName'],
])

/** These may be sent in several lines (RFC 9110, section 5.3): they are joined. */
const LISTS = new Set(['accept', 'x-forwarded-for'])

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
  mcpMethod: undefined,
  mcpName: undefined,
  paramHeaders: [],
})

/** Most heads use few spellings of few names: lower-casing is remembered. */
const LARGEST_MEMO = 1000
const lowerCase = new Map<string, string>()

function lower(name: string): string {
  const known = lowerCase.get(name)
  if (known !== undefined) return known
  const lowered = name.toLowerCase()
  if (lowerCase.size < LARGEST_MEMO) lowerCase.set(name, lowered)
  return lowered
}

/** @param raw names and values in turn, as `IncomingMessage.rawHeaders` has them */
export function readHead(raw: readonly string[]): RequestHead | RefusalCode {
  const head = emptyHead()
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const spelled = raw[i] ?? ''
    const value = raw[i + 1] ?? ''
    const name = lower(spelled)
    const field = FIELDS.get(name)
    if (field === undefined) {
      if (!name.startsWith('mcp-')) continue
      if (!name.startsWith('mcp-param-')) continue
      if (hasName(head.paramHeaders, name)) return 'malformed_head'
      head.paramHeaders.push(name, value)
      continue
    }
    const before = head[field]
    if (before === undefined) head[field] = value
    else if (LISTS.has(name)) head[field] = `${before}, ${value}`
    else return 'malformed_head'
  }
  return head
}

function hasName(pairs: readonly string[], name: string): boolean {
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === name) return true
  return false
}
