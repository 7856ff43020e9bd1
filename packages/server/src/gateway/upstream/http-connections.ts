/** The connections to one HTTP upstream with one credential: everything that does not change from call to call, prepared. */
import { type buildConnector, type Dispatcher, Pool } from 'undici'
import type { HttpTransport, UpstreamLimits } from '../../ports/directory.ts'
import type { Credential } from '../../ports/vault.ts'
import { Deadlines } from './deadlines.ts'
import { exchangeOn, type Road } from './http-exchange.ts'
import type { Expected } from './http-head.ts'
import { Lane } from './lane.ts'
import type { AnswerListener, Exchange, Outgoing } from './link.ts'
import type { Tally } from './tally.ts'

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

/** What else connections need. */
export interface ConnectionOptions {
  /** What is sent beside the configured headers, and instead of those of the same names. */
  readonly credential?: (() => Credential | undefined) | undefined
  /** Judges and opens connections; undefined: any address is dialled. */
  readonly connect?: buildConnector.connector | undefined
  /** Where connections are counted; undefined: nowhere. */
  readonly tally?: Tally | undefined
}

/** The fields that do not change from call to call. */
interface Prepared {
  readonly credential: Credential | undefined
  readonly post: string[]
  readonly get: string[]
  readonly delete: string[]
}

function prepare(headers: Readonly<Record<string, string>>, credential: Credential | undefined): Prepared {
  const own = credential?.headers ?? {}
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()))
  const others = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()))
  const fixed = configured({ ...Object.fromEntries(others), ...own })
  const accept = 'application/json, text/event-stream'
  const plain = ['accept-encoding', 'identity', ...fixed]
  return {
    credential,
    post: ['content-type', 'application/json', 'accept', accept, ...plain],
    get: ['accept', 'text/event-stream', ...plain],
    delete: ['accept', 'application/json', ...plain],
  }
}

/** What is posted. */
export type Posted = Pick<Outgoing, 'bytes' | 'headers' | 'method'>

/** Pools of keep-alive connections: streams that stay open have their own, so that they cannot take all from calls. */
export class HttpConnections {
  /** Path and query of the configured URL. */
  readonly path: string
  readonly #calls: Road
  readonly #streams: Road
  readonly #credential: (() => Credential | undefined) | undefined
  readonly #configured: Readonly<Record<string, string>>
  #prepared: Prepared

  constructor(transport: HttpTransport, limits: UpstreamLimits, options: ConnectionOptions = {}) {
    const { url, headers } = transport
    this.path = url.pathname + url.search
    this.#configured = headers
    this.#credential = options.credential
    this.#prepared = prepare(headers, undefined)
    const deadlines = new Deadlines(Math.min(limits.headersTimeout, limits.bodyTimeout, limits.connectTimeout))
    const road = (): Road => ({
      dispatcher: openPool(url, limits, options),
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
    const headers = withFields(this.#headers.post, outgoing.headers)
    return exchangeOn(road, request('POST', path, headers, outgoing.bytes), expected, listener)
  }

  /** Opens a stream of what the server sends by itself. */
  get(lastEventId: string | undefined, fields: readonly string[], listener: AnswerListener): Exchange {
    const resumed = lastEventId === undefined ? fields : [...fields, 'last-event-id', lastEventId]
    const headers = withFields(this.#headers.get, resumed)
    return exchangeOn(this.#streams, request('GET', this.path, headers, null), 'stream', listener)
  }

  /**
   * Ends a session: the one that the fields name, without which there is nothing to end.
   * @returns the upstream's status; 502 where there was none
   */
  delete(fields: readonly string[]): Promise<number> {
    if (fields.length === 0) return Promise.resolve(NOTHING_TO_END)
    const headers = withFields(this.#headers.delete, fields)
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

  /** Prepared once for each credential. */
  get #headers(): Prepared {
    const credential = this.#credential?.()
    if (this.#prepared.credential !== credential) this.#prepared = prepare(this.#configured, credential)
    return this.#prepared
  }

  /** Cuts every connection. */
  async close(): Promise<void> {
    await Promise.all([this.#calls.dispatcher.destroy(), this.#streams.dispatcher.destroy()])
  }
}

/** One request at a time on a connection, and no clock of undici's own but for connecting: `Deadlines` has the others. */
function openPool(url: URL, limits: UpstreamLimits, { connect, tally }: ConnectionOptions): Pool {
  const pool = new Pool(url.origin, {
    connections: limits.maxConnections,
    pipelining: 1,
    connectTimeout: limits.connectTimeout,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: IDLE,
    keepAliveTimeoutThreshold: MARGIN,
    keepAliveMaxTimeout: LONGEST_IDLE,
    allowH2: false,
    ...(connect && { connect }),
  })
  if (tally === undefined) return pool
  pool.on('connect', () => void tally.connects++)
  pool.on('connectionError', () => void tally.connectFailures++)
  return pool
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
