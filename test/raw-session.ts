/** A legacy session without a client around it: each message goes where the test wants it. */
import { type Answer, type Endpoint, PLAIN_HEADERS } from './messages.ts'

const PROTOCOL = '2025-11-25'

/** Its messages can be sent to any gateway. */
export interface RawSession {
  readonly id: string
  send(to: Endpoint, message: object, signal?: AbortSignal): Promise<Response>
  /** Sends a request; resolves with the message that answers it. */
  ask(to: Endpoint, method: string, params?: object): Promise<Answer & { readonly status: number }>
  other(to: Endpoint, method: 'GET' | 'DELETE', more?: Readonly<Record<string, string>>): Promise<Response>
}

let nextId = 1000

/** Opens a session. */
export async function open(at: Endpoint, capabilities: object = {}): Promise<RawSession> {
  const clientInfo = { name: 'raw', version: '1' }
  const params = { protocolVersion: PROTOCOL, capabilities, clientInfo }
  const opened = await post(at, '', { id: 1, method: 'initialize', params })
  const id = opened.headers.get('mcp-session-id') ?? ''
  await opened.text()
  await (await post(at, id, { method: 'notifications/initialized' })).text()
  return {
    id,
    send: (to, message, signal) => post(to, id, message, signal),
    async ask(to, method, asked = {}) {
      const response = await post(to, id, { id: ++nextId, method, params: asked })
      const text = await response.text()
      const isStream = response.headers.get('content-type') === 'text/event-stream'
      return { ...(isStream ? eventsOf(text).at(-1) : JSON.parse(text)), status: response.status }
    },
    other(to, method, more = {}) {
      const protocol = { 'mcp-session-id': id, 'mcp-protocol-version': PROTOCOL }
      return fetch(to.url, { method, headers: { ...to.headers, ...protocol, accept: 'text/event-stream', ...more } })
    },
  }
}

/** @param id of the session; empty: none */
export function post({ url, headers }: Endpoint, id: string, message: object, signal?: AbortSignal): Promise<Response> {
  const protocol = id === '' ? {} : { 'mcp-session-id': id, 'mcp-protocol-version': PROTOCOL }
  const body = JSON.stringify({ jsonrpc: '2.0', ...message })
  return fetch(url, {
    ...{ method: 'POST', headers: { ...PLAIN_HEADERS, ...headers, ...protocol }, body },
    signal: signal ?? null,
  })
}

/** What came of a stream so far. */
export interface Followed {
  readonly text: string
  readonly ended: boolean
}

/** Reads a stream as it comes. */
export function follow({ body }: Response): Followed {
  const seen = { text: '', ended: false }
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder()
    for await (const piece of body ?? []) seen.text += decoder.decode(piece, { stream: true })
  }
  const end = (): void => {
    seen.ended = true
  }
  read().then(end, end)
  return seen
}

/** The messages of a stream, without its empty events. */
export const eventsOf = (text: string): Answer[] =>
  text.split('\n').flatMap((line) => (/^data: \S/.test(line) ? [JSON.parse(line.slice(6))] : []))

/** `params` of a call. */
export const callOf = (name: string, args: object = {}): object => ({ name, arguments: args })

/** The text of a result. */
export const textOf = ({ result }: Answer): string | undefined => result?.content?.[0]?.text
