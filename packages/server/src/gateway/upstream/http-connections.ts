/** The connections to one HTTP upstream with one credential: everything that does not change from call to call, prepared. */
import { type Dispatcher, Pool } from 'undici'
import type { HttpTransport, UpstreamLimits } from '../../ports/directory.ts'
import { Deadlines } from './deadlines.ts'
import { exchangeOn, type Road } from './http-exchange.ts'
import type { Expected } from './http-head.ts'
import { Lane } from './lane.ts'
import type { AnswerListener, Exchange, Outgoing } from './link.ts'

/** Milliseconds an idle connection is kept where the upstream gives no hint; common servers close after five seconds. */
const IDLE = 4000
/** Milliseconds before the end of the upstream's own keep-alive at which an idle connection is dropped. */
const MARGIN = 2000
const LONGEST_IDLE = 60_000

/** What `close` answers where the upstream gave no status of its own. */
const NO_STATUS = 502
const NOTHING_TO_END = 200

/** Fields that the gateway or the protocol sets: a configured header never stands in for them. */
const OWN = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'keep-alive',
  'last-event-id',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const isOwn = (name: string): boolean => OWN.has(name) || name.startsWith('mcp-')

function configured(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) => (isOwn(name.toLowerCase()) ? [] : [name, value]))
}

/** What is posted. */
export type Posted = Pick<Outgoing, 'bytes' | 'headers' | 'method'>

/** Pools of keep-alive connections: streams that stay open have their own, so that they cannot take all from calls. */
export class HttpConnections {
  /** Path and query of the configured URL. */
  readonly path: string
  readonly #calls: Road
  readonly #streams: Road
  readonly #postHeaders: string[]
  readonly #getHeaders: string[]
  readonly #deleteHeaders: string[]

  constructor(transport: HttpTransport, limits: UpstreamLimits) {
    const { url } = transport
    this.path = url.pathname + url.search
    const fixed = configured(transport.headers)
    const accept = 'application/json, text/event-stream'
    const plain = ['accept-encoding', 'identity', ...fixed]
    this.#postHeaders = ['content-type', 'application/json', 'accept', accept, ...plain]
    this.#getHeaders = ['accept', 'text/event-stream', ...plain]
    this.#deleteHeaders = ['accept', 'application/json', ...plain]
    const deadlines = new Deadlines(Math.min(limits.headersTimeout, limits.bodyTimeout, limits.connectTimeout))
    const road = (): Road => ({
      dispatcher: openPool(url, limits),
      lane: new Lane(limits.maxConnections, limits.maxConnections),
      deadlines,
      limits,
    })
    this.#calls = road()
    this.#streams = road()
  }

  /** @param path where to post; the configured path, unless the upstream named another */
  post(outgoing: Posted, listener: AnswerListener, expected: Expected, path = this.path): Exchange {
    const road = outgoing.method === 'subscriptions/listen' ? this.#streams : this.#calls
    const headers = withFields(this.#postHeaders, outgoing.headers)
    return exchangeOn(road, request('POST', path, headers, outgoing.bytes), expected, listener)
  }

  /** Opens a stream of what the server sends by itself. */
  get(lastEventId: string | undefined, fields: readonly string[], listener: AnswerListener): Exchange {
    const resumed = lastEventId === undefined ? fields : [...fields, 'last-event-id', lastEventId]
    const headers = withFields(this.#getHeaders, resumed)
    return exchangeOn(this.#streams, request('GET', this.path, headers, null), 'stream', listener)
  }

  /**
   * Ends a session: the one that the fields name, without which there is nothing to end.
   * @returns the upstream's status; 502 where there was none
   */
  delete(fields: readonly string[]): Promise<number> {
    if (fields.length === 0) return Promise.resolve(NOTHING_TO_END)
    const headers = withFields(this.#deleteHeaders, fields)
    return new Promise((resolve) => {
      const listener: AnswerListener = {
        onSent() {},
        onHead: (head) => resolve(head.status),
        onChunk: () => true,
        onEvent: () => true,
        onEnd() {},
        onFailure: () => resolve(NO_STATUS),
      }
      exchangeOn(this.#calls, request('DELETE', this.path, headers, null), 'receipt', listener)
    })
  }

  /** Cuts every connection. */
  async close(): Promise<void> {
    await Promise.all([this.#calls.dispatcher.destroy(), this.#streams.dispatcher.destroy()])
  }
}

/** One request at a time on a connection, and no clock of undici's own but for connecting: `Deadlines` has the others. */
function openPool(url: URL, limits: UpstreamLimits): Pool {
  return new Pool(url.origin, {
    connections: limits.maxConnections,
    pipelining: 1,
    connectTimeout: limits.connectTimeout,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: IDLE,
    keepAliveTimeoutThreshold: MARGIN,
    keepAliveMaxTimeout: LONGEST_IDLE,
    allowH2: false,
  })
}

const withFields = (fixed: string[], fields: readonly string[]): string[] =>
  fields.length === 0 ? fixed : fixed.concat(fields)

function request(
  method: Dispatcher.HttpMethod,
  path: string,
  headers: string[],
  body: Buffer | null,
): Dispatcher.DispatchOptions {
  return { method, path, headers, body, idempotent: false }
}
