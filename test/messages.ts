/** Messages as clients of both eras send them: bodies, and the headers that belong to them. */

export const PROTOCOL_MODERN = '2026-07-28'

/** What every modern request says of itself. */
export const MODERN_META = {
  'io.modelcontextprotocol/protocolVersion': PROTOCOL_MODERN,
  'io.modelcontextprotocol/clientCapabilities': {},
} as const

/** Headers of any client. */
export const PLAIN_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
} as const

/** A body and its headers, ready to be posted. */
export interface Posting {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A request without a handshake or a session, as the legacy era may send it to a server that has none. */
export const legacyRequest = (id: unknown, method: string, params: object = {}): Posting => ({
  headers: PLAIN_HEADERS,
  body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
})

/** A request of the modern era with its three headers. */
export function modernRequest(id: unknown, method: string, params: Readonly<Record<string, unknown>> = {}): Posting {
  const named = params['name'] ?? params['uri']
  return {
    headers: {
      ...PLAIN_HEADERS,
      'mcp-protocol-version': PROTOCOL_MODERN,
      'mcp-method': method,
      ...(typeof named === 'string' ? { 'mcp-name': headerValue(named) } : undefined),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta: MODERN_META } }),
  }
}

/** What cannot stand in a header as it is goes as Base64 (MCP 2026-07-28, transports, value encoding). */
const headerValue = (text: string): string =>
  /^[\x21-\x7e]*$/.test(text) ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`

export const legacyCall = (name: string, args: object = {}, id: unknown = 1): Posting =>
  legacyRequest(id, 'tools/call', { name, arguments: args })

export const modernCall = (name: string, args: object = {}, id: unknown = 1): Posting =>
  modernRequest(id, 'tools/call', { name, arguments: args })

/** Where a posting goes. */
export interface Endpoint {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

export const post = (
  { url, headers }: Endpoint,
  posting: Posting,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { ...posting.headers, ...headers, ...more }, body: posting.body })

/** The message of an answer; of a stream of events the last one. */
export async function messageOf(response: Response): Promise<Answer> {
  const text = await response.text()
  if (response.headers.get('content-type') !== 'text/event-stream') return JSON.parse(text)
  return eventsOf(text).at(-1) ?? {}
}

/** The messages of a stream of events. */
export const eventsOf = (text: string): Answer[] =>
  text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6))] : []))

/** An answer of a server or of the gateway. */
export interface Answer {
  readonly id?: unknown
  readonly result?: {
    readonly isError?: boolean
    readonly content?: readonly { readonly text?: string }[]
    readonly tools?: readonly { readonly name: string }[]
    readonly _meta?: Readonly<Record<string, { readonly code?: string; readonly rule?: string } | undefined>>
  }
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

/** The stable code of a refused call; undefined for a call that was not refused. */
export const codeOf = ({ result }: Answer): string | undefined => result?._meta?.['portcullis/decision']?.code

/** Posts, and reads the answer. */
export async function ask(to: Endpoint, posting: Posting): Promise<Answer & { readonly status: number }> {
  const response = await post(to, posting)
  return { ...(await messageOf(response)), status: response.status }
}
