/** Protocol revisions, header names and `_meta` keys: the data that the two eras differ by. */
import type { JsonObject } from '@portcullis/engine'

/** The stateless revision. */
export const PROTOCOL_MODERN = '2026-07-28'
/** Revisions of the modern era that are served. */
export const MODERN_VERSIONS: readonly string[] = [PROTOCOL_MODERN]
/** Revisions with a handshake that are served, newest first. */
export const LEGACY_VERSIONS: readonly string[] = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']

/** `_meta` keys under it belong to the gateway: nobody else's are passed on to a client. */
export const META_PREFIX = 'portcullis/'

/** `_meta` keys of a modern request (MCP 2026-07-28, per-request metadata). */
export const META = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  logLevel: 'io.modelcontextprotocol/logLevel',
  subscriptionId: 'io.modelcontextprotocol/subscriptionId',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
} as const

/** Codes that MCP defines beside those of JSON-RPC 2.0 (MCP 2026-07-28, error codes). */
export const RPC = {
  parseError: -32700,
  invalidRequest: -32600,
  invalidParams: -32602,
  headerMismatch: -32020,
  unsupportedVersion: -32022,
  /** What legacy servers answer an unknown `MCP-Protocol-Version` with. */
  legacyTransport: -32000,
} as const

/** Members of `params` that `Mcp-Name` repeats, by method (MCP 2026-07-28, transports; tasks extension). */
export const NAMED_BY: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
])

/** Whether a revision belongs to the modern era, known or not: revisions are dates, and sort as text. */
export const isModernVersion = (version: string): boolean => version >= PROTOCOL_MODERN

/** The `_meta` of a modern request that the gateway makes itself. */
export const modernMeta = (): JsonObject => ({
  [META.protocolVersion]: PROTOCOL_MODERN,
  [META.clientCapabilities]: {},
})
