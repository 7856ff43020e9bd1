/** A client that remembers what it hears and answers what it is asked, of either line of the SDK. */
import { Client as Client2, StreamableHTTPClientTransport as Http2, type Transport } from '@modelcontextprotocol/client'
import { StdioClientTransport as Stdio2 } from '@modelcontextprotocol/client/stdio'
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport as Sse1 } from '@modelcontextprotocol/sdk/client/sse.js'
import { StdioClientTransport as Stdio1 } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  PromptListChangedNotificationSchema,
  ResourceListChangedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { type Endpoint, type Program, type Told, told, withHeaders } from './clients.ts'

/** SDK 1, also over HTTP+SSE; SDK 2 in one era, or choosing by itself. */
export type Kind = 'sdk1' | 'sdk1-sse' | 'legacy' | 'modern' | 'auto'

/** What a client heard without having asked for it. */
export interface Heard {
  readonly logs: string[]
  /** `tools`, `prompts`, `resources`: whose list changed. */
  readonly changes: string[]
  /** Methods of the requests that came from the server. */
  readonly asked: string[]
}

export interface CallOptions {
  readonly onprogress?: (progress: number) => void
  readonly signal?: AbortSignal
  readonly meta?: Readonly<Record<string, unknown>>
}

export interface LivelyClient {
  readonly heard: Heard
  /** Protocol version that was agreed on; undefined where the client does not say. */
  readonly version: string | undefined
  tools(): Promise<readonly string[]>
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<Told>
  /** URIs. */
  resources(): Promise<readonly string[]>
  read(uri: string): Promise<string>
  prompts(): Promise<readonly string[]>
  prompt(name: string): Promise<string>
  close(): Promise<void>
  /** Hears of changed lists from now on (modern; legacy clients hear of them anyway). */
  listen(): Promise<void>
  /** The HTTP session, ended with a DELETE. */
  endSession(): Promise<void>
}

const NAME = { name: 'lively', version: '1' }
const CAPABILITIES = { sampling: {}, elicitation: {}, roots: { listChanged: true } }
const MODES = { legacy: 'legacy', modern: { pin: '2026-07-28' }, auto: 'auto' } as const

/** What it answers: enough to be told from anybody else's answers. */
export const ANSWERS = {
  completion: { role: 'assistant', model: 'none', content: { type: 'text', text: 'Paris' } },
  form: { action: 'accept', content: { name: 'Ada', username: 'ada', email: 'ada@example.com', check: true } },
  roots: { roots: [{ uri: 'file:///ada', name: 'Ada' }] },
} as const

/** Connects to a URL, or to a program on its stdin and stdout. */
export function connect(kind: Kind, at: Endpoint | Program): Promise<LivelyClient> {
  return kind === 'sdk1' || kind === 'sdk1-sse' ? connect1(kind, at) : connect2(kind, at)
}

async function connect2(kind: keyof typeof MODES, at: Endpoint | Program): Promise<LivelyClient> {
  const client = new Client2(NAME, { capabilities: CAPABILITIES, versionNegotiation: { mode: MODES[kind] } })
  const heard: Heard = { logs: [], changes: [], asked: [] }
  const ask =
    <T>(method: string, answer: T) =>
    (): T => {
      heard.asked.push(method)
      return structuredClone(answer)
    }
  client.setRequestHandler('sampling/createMessage', ask('sampling/createMessage', ANSWERS.completion))
  client.setRequestHandler('elicitation/create', ask('elicitation/create', ANSWERS.form))
  client.setRequestHandler('roots/list', ask('roots/list', { roots: [...ANSWERS.roots.roots] }))
  client.setNotificationHandler('notifications/message', ({ params }) => void heard.logs.push(String(params.data)))
  client.setNotificationHandler('notifications/tools/list_changed', () => void heard.changes.push('tools'))
  client.setNotificationHandler('notifications/prompts/list_changed', () => void heard.changes.push('prompts'))
  client.setNotificationHandler('notifications/resources/list_changed', () => void heard.changes.push('resources'))
  const transport = transport2(at)
  await client.connect(transport)
  return {
    ...common(client, heard),
    version: client.getNegotiatedProtocolVersion(),
    call: (name, args = {}, options = {}) => told(client.callTool(call(name, args, options), requestOptions(options))),
    listen: async () => void (await client.listen({ toolsListChanged: true, promptsListChanged: true })),
    endSession: async () => {
      if (transport instanceof Http2) await transport.terminateSession()
    },
  }
}

function transport2(at: Endpoint | Program): Http2 | Transport {
  if ('url' in at) return new Http2(new URL(at.url), { requestInit: { headers: at.headers } })
  return new Stdio2({ command: at.command, args: [...at.args], env: environment(at), stderr: 'ignore' })
}

async function connect1(kind: Kind, at: Endpoint | Program): Promise<LivelyClient> {
  const client = new Client1(NAME, { capabilities: CAPABILITIES })
  const heard: Heard = { logs: [], changes: [], asked: [] }
  const ask =
    <T>(answer: T) =>
    ({ method }: { readonly method: string }): T => {
      heard.asked.push(method)
      return structuredClone(answer)
    }
  client.setRequestHandler(CreateMessageRequestSchema, ask(ANSWERS.completion))
  client.setRequestHandler(ElicitRequestSchema, ask(ANSWERS.form))
  client.setRequestHandler(ListRootsRequestSchema, ask({ roots: [...ANSWERS.roots.roots] }))
  client.setNotificationHandler(
    LoggingMessageNotificationSchema,
    ({ params }) => void heard.logs.push(String(params.data)),
  )
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => void heard.changes.push('tools'))
  client.setNotificationHandler(PromptListChangedNotificationSchema, () => void heard.changes.push('prompts'))
  client.setNotificationHandler(ResourceListChangedNotificationSchema, () => void heard.changes.push('resources'))
  const transport = transport1(kind, at)
  await client.connect(transport as Parameters<Client1['connect']>[0])
  return {
    ...common(client, heard),
    version: undefined,
    call: (name, args = {}, options = {}) =>
      told(client.callTool(call(name, args, options), undefined, requestOptions(options))),
    listen: () => Promise.resolve(),
    endSession: async () => {
      if (transport instanceof Http1) await transport.terminateSession()
    },
  }
}

function transport1(kind: Kind, at: Endpoint | Program): Http1 | Sse1 | Stdio1 {
  if ('url' in at) {
    const requestInit = { headers: at.headers }
    if (kind === 'sdk1') return new Http1(new URL(at.url), { requestInit })
    const url = new URL(at.url.replace('/mcp/', '/sse/'))
    return new Sse1(url, { requestInit, eventSourceInit: { fetch: withHeaders(at.headers) } })
  }
  return new Stdio1({ command: at.command, args: [...at.args], env: environment(at), stderr: 'ignore' })
}

function environment({ env }: Program): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env
  return { PATH, HOME, ...env }
}

const call = (name: string, args: Record<string, unknown>, { meta }: CallOptions) => ({
  name,
  arguments: args,
  ...(meta && { _meta: { ...meta } }),
})

const requestOptions = ({ onprogress, signal }: CallOptions) => ({
  ...(onprogress && { onprogress: ({ progress }: { readonly progress: number }) => onprogress(progress) }),
  ...(signal && { signal }),
})

/** What both lines of the SDK name alike. */
interface AnyClient {
  listTools(): Promise<{ readonly tools: readonly { readonly name: string }[] }>
  listResources(): Promise<{ readonly resources: readonly { readonly uri: string }[] }>
  readResource(params: { readonly uri: string }): Promise<{ readonly contents: readonly object[] }>
  listPrompts(): Promise<{ readonly prompts: readonly { readonly name: string }[] }>
  getPrompt(params: { readonly name: string }): Promise<{ readonly messages: readonly object[] }>
  close(): Promise<void>
}

const common = (client: AnyClient, heard: Heard) => ({
  heard,
  tools: async () => (await client.listTools()).tools.map(({ name }) => name),
  resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
  read: async (uri: string) => JSON.stringify((await client.readResource({ uri })).contents),
  prompts: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
  prompt: async (name: string) => JSON.stringify((await client.getPrompt({ name })).messages),
  close: () => client.close(),
})

/**
 * What a client tells of progress: SDK 1 loses what comes in one piece with the answer, before a server itself as well, but
 * never all of it.
 */
export const heardBy = (kind: Kind, progress: readonly number[], all: readonly number[]): readonly number[] =>
  kind.startsWith('sdk1') ? all.slice(0, Math.max(1, progress.length)) : all
