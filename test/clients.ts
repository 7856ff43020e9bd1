/** Clients of the field, as the tests use them: the SDK's two lines, over HTTP, HTTP+SSE and stdio. */
import { Client as Client2, StreamableHTTPClientTransport as Http2, type Transport } from '@modelcontextprotocol/client'
import { StdioClientTransport as Stdio2 } from '@modelcontextprotocol/client/stdio'
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport as Sse1 } from '@modelcontextprotocol/sdk/client/sse.js'
import { StdioClientTransport as Stdio1 } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

/** The eras a client of SDK 2 can be told to speak. */
export const ERAS = { legacy: 'legacy', modern: { pin: '2026-07-28' } } as const

/** What tests ask of any client. */
export interface TestClient {
  tools(): Promise<readonly string[]>
  /** The text of the result, and whether it is an error; a protocol error's message where there is no result. */
  call(name: string, args?: Record<string, unknown>): Promise<Told>
  close(): Promise<void>
}

export interface Told {
  readonly text: string
  readonly failed: boolean
  readonly code: string | undefined
}

export type Era = keyof typeof ERAS

const NAME = { name: 'test', version: '1' }

/** A client of SDK 2 on any transport. */
export async function sdk2(transport: Transport, era: Era): Promise<TestClient> {
  const client = new Client2(NAME, { versionNegotiation: { mode: ERAS[era] } })
  await client.connect(transport)
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: (name, args = {}) => told(client.callTool({ name, arguments: args })),
    close: () => client.close(),
  }
}

/** A client of SDK 1: legacy era only. */
async function sdk1(transport: Parameters<Client1['connect']>[0]): Promise<TestClient> {
  const client = new Client1(NAME)
  await client.connect(transport)
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: (name, args = {}) => told(client.callTool({ name, arguments: args })),
    close: () => client.close(),
  }
}

export interface Endpoint {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

export const sdk2Http = ({ url, headers }: Endpoint, era: Era): Promise<TestClient> =>
  sdk2(new Http2(new URL(url), { requestInit: { headers } }), era)

export const sdk1Http = ({ url, headers }: Endpoint): Promise<TestClient> =>
  sdk1(new Http1(new URL(url), { requestInit: { headers } }) as Parameters<Client1['connect']>[0])

export const sdk1Sse = ({ url, headers }: Endpoint): Promise<TestClient> =>
  sdk1(new Sse1(new URL(url), { requestInit: { headers }, eventSourceInit: { fetch: withHeaders(headers) } }))

/** A command that speaks MCP on its stdin and stdout. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export const sdk2Stdio = ({ command, args, env }: Program, era: Era): Promise<TestClient> =>
  sdk2(new Stdio2({ command, args: [...args], env: { ...inherited(), ...env }, stderr: 'ignore' }), era)

export const sdk1Stdio = ({ command, args, env }: Program): Promise<TestClient> =>
  sdk1(new Stdio1({ command, args: [...args], env: { ...inherited(), ...env }, stderr: 'ignore' }))

function inherited(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env
  return { PATH, HOME }
}

/** A fetch for event sources, which cannot be told headers otherwise. */
export const withHeaders =
  (headers: Readonly<Record<string, string>>) =>
  (url: string | URL, init?: RequestInit): Promise<Response> =>
    fetch(url, { ...init, headers: { ...headers, accept: 'text/event-stream' } })

interface Result {
  readonly content?: unknown
  readonly isError?: unknown
  readonly _meta?: Readonly<Record<string, unknown>>
}

/** What a client was told of a call. */
export async function told(result: Promise<object>): Promise<Told> {
  try {
    const { content, isError, _meta }: Result = await result
    const [first]: readonly unknown[] = Array.isArray(content) ? content : []
    const text = typeof first === 'object' && first !== null && 'text' in first ? String(first.text) : ''
    const decision = _meta?.['portcullis/decision']
    const code =
      typeof decision === 'object' && decision !== null && 'code' in decision ? String(decision.code) : undefined
    return { text, failed: isError === true, code }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    return { text: message, failed: true, code: 'protocol_error' }
  }
}
