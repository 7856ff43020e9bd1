/** What the tests of translation share: a server behind a link, whose every answer a test writes. */
import type { AnswerListener, Exchange, Link, Outgoing, Upstream } from '../upstream/link.ts'

/** A message as it reached the server. */
export interface Got {
  readonly outgoing: Outgoing
  readonly message: {
    readonly id?: unknown
    readonly method?: string
    readonly params?: Record<string, unknown>
    readonly result?: unknown
    readonly error?: unknown
  }
  readonly listener: AnswerListener
  cancelled: boolean
}

/** Answers a request; what it returns is the result, or the error. */
export type Reply = (got: Got) => { readonly result: object } | { readonly error: object } | 'nothing' | number

/** A server that answers as the test says. */
export class ScriptedLink implements Link {
  readonly got: Got[] = []
  readonly replies = new Map<string, Reply>()
  /** Who listens to what it sends by itself. */
  ears: AnswerListener | undefined
  dead = false
  closed = 0
  /** Given with the answer to `initialize`. */
  sessionId: string | undefined = 'session'

  exchange(outgoing: Outgoing, listener: AnswerListener): Exchange {
    const got: Got = { outgoing, message: JSON.parse(outgoing.bytes.toString()), listener, cancelled: false }
    this.got.push(got)
    queueMicrotask(() => this.#answer(got))
    return {
      cancel() {
        got.cancelled = true
      },
      resume: () => undefined,
    }
  }

  listen(_lastEventId: string | undefined, _headers: readonly string[], listener: AnswerListener): Exchange {
    this.ears = listener
    listener.onHead({ kind: 'events', status: 200, sessionId: undefined })
    return { cancel: () => undefined, resume: () => undefined }
  }

  async close(): Promise<number> {
    this.closed += 1
    return 200
  }

  /** Methods of the requests that came. */
  get methods(): readonly (string | undefined)[] {
    return this.got.map(({ message }) => message.method)
  }

  of(method: string): readonly Got[] {
    return this.got.filter(({ message }) => message.method === method)
  }

  #answer(got: Got): void {
    const { listener, message, outgoing } = got
    if (got.cancelled) return
    listener.onSent()
    if (outgoing.kind !== 'request') {
      listener.onHead({ kind: 'empty', status: 202, sessionId: undefined })
      return listener.onEnd()
    }
    const unknown: Reply = () => ({ error: { code: -32601, message: 'Method not found' } })
    const reply = (this.replies.get(message.method ?? '') ?? unknown)(got)
    if (reply === 'nothing') return
    if (typeof reply === 'number') {
      listener.onHead({ kind: 'empty', status: reply, sessionId: undefined })
      return listener.onEnd()
    }
    const sessionId = message.method === 'initialize' ? this.sessionId : undefined
    listener.onHead({ kind: 'json', status: 200, sessionId })
    listener.onChunk(Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...reply })))
    listener.onEnd()
  }
}

/** Sends events of an answer that has not ended. */
export function events(got: Got, ...messages: readonly object[]): void {
  for (const message of messages) {
    got.listener.onEvent({ data: Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message })), raw: undefined })
  }
}

/** Begins an answer that is a stream. */
export const streaming: Reply = ({ listener }) => {
  listener.onHead({ kind: 'events', status: 200, sessionId: undefined })
  return 'nothing'
}

export const INITIALIZED = {
  result: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: { listChanged: true }, resources: { subscribe: true }, logging: {} },
    serverInfo: { name: 'old', version: '1' },
  },
}

export const DISCOVERED = {
  result: {
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: { listChanged: true } },
    resultType: 'complete',
    _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'new', version: '1' } },
  },
}

/** One link for all conversations. */
export const upstreamOf = (link: Link): Upstream => ({ link: () => link, close: async () => undefined })

export const BOUNDS = { patience: 1000, maxAnswerBytes: 1024 * 1024 }
