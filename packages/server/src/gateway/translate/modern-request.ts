/** A request in the words of the modern era, made of one of the legacy era (MCP 2026-07-28, per-request metadata). */
import type { JsonObject } from '@portcullis/engine'
import type { Outgoing } from '../upstream/link.ts'
import { META, NAMED_BY, PROTOCOL_MODERN } from '../wire/era.ts'
import { encodeHeaderValue } from '../wire/header-value.ts'
import { setAt, spanAt } from '../wire/splice.ts'

/** Who asks, as every modern request says it. */
export interface Hello {
  readonly capabilities: JsonObject
  readonly clientInfo: JsonObject | undefined
}

/** What each request of a session adds. */
export interface Envelope extends Hello {
  /** The least level of the log messages that are wanted; undefined: none. */
  readonly logLevel: string | undefined
  readonly origin: Origin
}

/** On whose behalf something is sent: never told to a server. */
export type Origin = Pick<Outgoing, 'caller' | 'address' | 'client' | 'slot'>

const META_PATH = ['params', '_meta']

/** Puts the metadata of the modern era into a request; every other byte stays. */
export function withEnvelope(bytes: Buffer, { capabilities, clientInfo, logLevel }: Omit<Envelope, 'origin'>): Buffer {
  const meta: JsonObject = {
    [META.protocolVersion]: PROTOCOL_MODERN,
    [META.clientCapabilities]: capabilities,
    ...(clientInfo === undefined ? undefined : { [META.clientInfo]: clientInfo }),
    ...(logLevel === undefined ? undefined : { [META.logLevel]: logLevel }),
  }
  const begun = spanAt(bytes, META_PATH) === undefined ? setAt(bytes, META_PATH, '{}') : bytes
  return Object.entries(meta).reduce(
    (made, [key, value]) => setAt(made, [...META_PATH, key], JSON.stringify(value)),
    begun,
  )
}

/** The headers that repeat what a modern request says in its body (MCP 2026-07-28, transports). */
export function headersFor(method: string, name: unknown, paramHeaders: readonly string[] = []): readonly string[] {
  const headers = ['mcp-protocol-version', PROTOCOL_MODERN, 'mcp-method', method]
  if (NAMED_BY.has(method) && typeof name === 'string') headers.push('mcp-name', encodeHeaderValue(name))
  return [...headers, ...paramHeaders]
}

/** A modern request of the gateway's own. */
export function modernRequest(id: string, method: string, params: JsonObject, envelope: Envelope): Outgoing {
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
  return {
    ...envelope.origin,
    kind: 'request',
    bytes: withEnvelope(bytes, envelope),
    era: 'modern',
    id,
    method,
    progressToken: undefined,
    headers: headersFor(method, undefined),
  }
}
