/** Asks a live server for its tools. Of a program, only ever with somebody's consent: see `consent.ts`. */
import {
  Client,
  type FetchLike,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client'
import type { ToolDefinition } from '@portcullis/catalogue'
import { safeName } from '../ports/safe-text.ts'
import { boundedFetch, type HttpStatus } from './bounded-fetch.ts'
import { type Budget, openBudget, within } from './budget.ts'
import { CommandTransport } from './command-transport.ts'
import { type FailureCode, IntrospectError } from './failure.ts'
import { listTools } from './list-tools.ts'
import { type AddressTarget, INTROSPECT_LIMITS, type IntrospectLimits, type IntrospectTarget } from './target.ts'

/** What came of it. */
export type Introspection =
  | {
      readonly outcome: 'listed'
      /** As the server defines them; nothing of it is trusted. */
      readonly tools: readonly ToolDefinition[]
      /** What the server calls itself; its own word. */
      readonly server: { readonly name?: string; readonly version?: string }
      /** Protocol version that was agreed on. */
      readonly protocol: string | undefined
      /** The transport that it spoke. */
      readonly transport: Way['transport']
    }
  | {
      readonly outcome: 'failed'
      readonly code: FailureCode
      /** What was tried, what is wrong and what to do; no values of variables or headers. */
      readonly problem: string
      /** What it asks for, where it refused for want of credentials: `WWW-Authenticate`. */
      readonly challenge: string | undefined
    }

/** A way to speak to the server: its transport, and the era. */
interface Way {
  readonly transport: 'stdio' | 'http' | 'sse'
  readonly open: () => Transport
  readonly mode: 'legacy' | 'auto' | { readonly pin: string }
}

const CLIENT = { name: 'portcullis', version: '1' }
const MODERN = '2026-07-28'
/** Milliseconds that a server has to hear that its session is over. */
const LEAVING = 1000

/**
 * Tools of a server, all pages, within the limits; never throws. A program is started without a shell in a process group of
 * its own and ended with all that it started before this resolves. Nothing but `initialize` or `server/discover` and
 * `tools/list` is sent.
 * @param outer variables of this process, of which a program inherits a few
 * @param dial how addresses are reached
 */
export async function introspect(
  target: IntrospectTarget,
  limits: IntrospectLimits = INTROSPECT_LIMITS,
  outer: Readonly<Record<string, string | undefined>> = process.env,
  dial: typeof fetch = fetch,
): Promise<Introspection> {
  const budget = openBudget(limits)
  const status: HttpStatus = { asked: false, last: undefined, challenge: undefined }
  try {
    const fetcher = boundedFetch(budget, status, dial)
    const ways = target.kind === 'stdio' ? commandWays(target, outer, budget) : addressWays(target, fetcher)
    return await firstThatWorks(ways, limits, budget)
  } catch (error) {
    const { code, message } = explained(error, status)
    return {
      outcome: 'failed',
      code,
      problem: `${nameOf(target)} was asked for its tools: ${message}. ${REMEDIES[code]}`,
      challenge: code === 'unauthorized' ? status.challenge : undefined,
    }
  } finally {
    budget.end()
    budget.fail(new IntrospectError('ended', 'it was told to end'))
  }
}

function commandWays(
  target: IntrospectTarget & { readonly kind: 'stdio' },
  outer: Readonly<Record<string, string | undefined>>,
  budget: Budget,
): readonly Way[] {
  // A program that ends with one era's first words may serve the other: each gets a process of its own.
  return [
    { transport: 'stdio', mode: 'legacy', open: () => new CommandTransport(target, outer, budget.spend) },
    { transport: 'stdio', mode: { pin: MODERN }, open: () => new CommandTransport(target, outer, budget.spend) },
  ]
}

function addressWays({ url, headers, sse }: AddressTarget, fetcher: FetchLike): readonly Way[] {
  const address = new URL(url)
  if (address.protocol !== 'http:' && address.protocol !== 'https:')
    throw new IntrospectError('unreachable', 'its address is neither http nor https')
  const options = { fetch: fetcher, requestInit: { headers } }
  const old: Way = { transport: 'sse', mode: 'legacy', open: () => new SSEClientTransport(address, options) }
  if (sse === true) return [old]
  return [{ transport: 'http', mode: 'auto', open: () => new StreamableHTTPClientTransport(address, options) }, old]
}

async function firstThatWorks(ways: readonly Way[], limits: IntrospectLimits, budget: Budget): Promise<Introspection> {
  let first: unknown
  for (const way of ways) {
    const reached = { connected: false }
    try {
      return await tryWay(way, limits, budget, reached)
    } catch (error) {
      // The way that most servers know tells best what is wrong; once a server speaks, no other way is of use.
      if (budget.signal.aborted) throw first ?? budget.signal.reason
      if (reached.connected || isFinal(error)) throw first ?? error
      first = error
    }
  }
  throw first
}

/** Whether another way cannot help. */
function isFinal(error: unknown): boolean {
  return error instanceof IntrospectError && error.code !== 'ended'
}

async function tryWay(
  { open, mode, transport: spoken }: Way,
  limits: IntrospectLimits,
  budget: Budget,
  reached: { connected: boolean },
): Promise<Introspection> {
  const client = new Client(CLIENT, { capabilities: {}, versionNegotiation: { mode } })
  const transport = open()
  const ended = new AbortController()
  const signal = AbortSignal.any([budget.signal, ended.signal])
  if (transport instanceof CommandTransport) transport.onFailure = (error) => ended.abort(error)
  try {
    await within(client.connect(transport, { timeout: budget.time, signal }), signal)
    reached.connected = true
    const tools = await listTools(client, limits, { ...budget, signal })
    const { name, version } = client.getServerVersion() ?? {}
    return {
      outcome: 'listed',
      tools,
      server: { ...(name !== undefined && { name }), ...(version !== undefined && { version }) },
      protocol: client.getNegotiatedProtocolVersion(),
      transport: spoken,
    }
  } finally {
    // Not the client's own way of closing: it may never have been connected, and the program must be gone.
    await leave(transport)
  }
}

/** Ends the session where there is one, and then the connection or the program. */
async function leave(transport: Transport): Promise<void> {
  if (transport instanceof StreamableHTTPClientTransport && transport.sessionId !== undefined)
    await within(transport.terminateSession(), AbortSignal.timeout(LEAVING)).catch(() => undefined)
  await transport.close().catch(() => undefined)
}

const REMEDIES: Readonly<Record<FailureCode, string>> = {
  not_started: 'Check that the program is installed and that its name is spelled as in the configuration.',
  unreachable: 'Check the address, and that the server runs.',
  ended: 'Run it by hand to see what it says; it may need variables or arguments that are not set here.',
  timeout: 'Run it once by hand, so that whatever it installs at first is there, or allow it more time.',
  too_large: 'No server needs as much: look at it before you use it.',
  too_many: 'No server needs as many: look at it before you use it.',
  unauthorized: 'Give the credentials that it asks for, as headers.',
  protocol: 'It does not speak MCP as it should: report it to its authors.',
}

function explained(
  error: unknown,
  { asked, last }: HttpStatus,
): { readonly code: FailureCode; readonly message: string } {
  if (error instanceof IntrospectError) return error
  if (last === 401 || last === 403) return { code: 'unauthorized', message: `it refuses with HTTP ${last}` }
  if (asked && last === undefined) return { code: 'unreachable', message: 'no connection can be made' }
  if (last !== undefined && last >= 300) return { code: 'unreachable', message: `it answers with HTTP ${last}` }
  return { code: 'protocol', message: 'it gives no answer that could be understood' }
}

function nameOf(target: IntrospectTarget): string {
  return target.kind === 'stdio' ? `The program ${safeName(target.command)}` : `The server at ${hostOf(target.url)}`
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is none'
}
