/** The call that is measured: `tools/call`, 390 bytes, as an agent would send it; of MCP 2026-07-28 where it is not said otherwise. */

export const TOOL = 'create_coupon_code'
/** Stands in every proper answer; an answer without it is an error. */
export const MARK = 'coupon-code-created'
/** Stands in every refusal of the gateway, in place of it. */
export const REFUSAL_MARK = '"isError":true'

/** Ids have eight digits, so that a message can be written once and only its id changes. */
export const FIRST_ID = 10_000_000
export const ID_DIGITS = 8
/** How many ids there are. */
export const MAX_ID = 90_000_000
const VERSION = '2026-07-28'

const meta = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

const callArguments = {
  coupon_id: '01H8XQ5YJ2S0M3WZ',
  unique_code: 'SPRING-2026-7KQ4',
  expires_at: '2027-01-31T00:00:00Z',
}

const messageOf = (id: number, params: object): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })

/** The body of a call with the given id. @param tool as the endpoint names it */
export const callBody = (id: number, tool: string = TOOL): string =>
  messageOf(id, { name: tool, arguments: callArguments, _meta: meta })

/** The same within a legacy session. */
export const legacyCallBody = (id: number): string => messageOf(id, { name: TOOL, arguments: callArguments })

/** Headers of every message, of both eras. */
export const plainHeaders: Readonly<Record<string, string>> = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
}

const headersOf = (method: string): Readonly<Record<string, string>> => ({
  ...plainHeaders,
  'mcp-protocol-version': VERSION,
  'mcp-method': method,
})

/** Headers of a call beside `Host` and `Content-Length`. */
export const callHeaders = (tool: string = TOOL): Readonly<Record<string, string>> => ({
  ...headersOf('tools/call'),
  'mcp-name': tool,
})

/** A request for the list of tools, as every client sends it before its first call. */
export const listRequest = {
  method: 'POST',
  headers: headersOf('tools/list'),
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: meta } }),
} as const

/** How a legacy session begins: its first message, and the one after the answer. */
export const greeting = {
  initialize: JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
  }),
  initialized: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
} as const

/** The tool as the upstream lists it. */
export const toolDefinition = {
  name: TOOL,
  description: 'Creates a coupon code.',
  inputSchema: {
    type: 'object',
    properties: { coupon_id: { type: 'string' }, unique_code: { type: 'string' }, expires_at: { type: 'string' } },
  },
} as const
