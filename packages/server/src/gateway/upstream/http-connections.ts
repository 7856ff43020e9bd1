/** The connections to one HTTP upstream with one credential: everything that does not change from call to call, prepared. */
import type { HttpTransport, UpstreamLimits } from '../../ports/directory.ts'
import type { Credential } from '../../ports/vault.ts'
import { Deadlines } from './deadlines.ts'
import type { HttpClient, HttpRequest } from './http-client.ts'
import { exchangeOn, type Road } from './http-exchange.ts'
import type { Expected } from './http-head.ts'
import { Lane } from './lane.ts'
import type { AnswerListener, Exchange, Outgoing } from './link.ts'
import type { Dial } from './own-client/dial.ts'
import { OwnClient } from './own-client/own-client.ts'
import { openUndici, type UndiciOptions } from './undici-client.ts'

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

/** Who reads and writes the bytes of connections. */
export type ClientKind = 'own' | 'undici'

/** What else connections need. */
export interface ConnectionOptions extends UndiciOptions {
  /** What is sent beside the configured headers, and instead of those of the same names. */
  readonly credential?: (() => Credential | undefined) | undefined
  /** The same judgement as that of `connect`, for our own client. */
  readonly dial?: Dial | undefined
  /** Undefined: `own`. What that cannot do is undici's, whatever stands here. */
  readonly client?: ClientKind | undefined
}

/** The fields that do not change from call to call. */
interface Prepared {
  readonly credential: Credential | undefined
  readonly post: readonly string[]
  readonly get: readonly string[]
  readonly delete: readonly string[]
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
      client: openClient(transport, limits, options),
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
    const { bytes: body, headers: fields } = outgoing
    return exchangeOn(road, { method: 'POST', path, fixed: this.#headers.post, fields, body }, expected, listener)
  }

  /** Opens a stream of what the server sends by itself. */
  get(lastEventId: string | undefined, fields: readonly string[], listener: AnswerListener): Exchange {
    const resumed = lastEventId === undefined ? fields : [...fields, 'last-event-id', lastEventId]
    const request = this.#bodiless('GET', this.#headers.get, resumed)
    return exchangeOn(this.#streams, request, 'stream', listener)
  }

  /**
   * Ends a session: the one that the fields name, without which there is nothing to end.
   * @returns the upstream's status; 502 where there was none
   */
  delete(fields: readonly string[]): Promise<number> {
    if (fields.length === 0) return Promise.resolve(NOTHING_TO_END)
    const request = this.#bodiless('DELETE', this.#headers.delete, fields)
    return new Promise((resolve) => {
      const listener: AnswerListener = {
        onSent() {},
        onHead: (head) => resolve(head.status),
        onChunk: () => true,
        onEvent: () => true,
        onEnd() {},
        onFailure: () => resolve(NO_STATUS),
      }
      exchangeOn(this.#calls, request, 'receipt', listener)
    })
  }

  /** Prepared once for each credential. */
  get #headers(): Prepared {
    const credential = this.#credential?.()
    if (this.#prepared.credential !== credential) {
      this.#prepared = prepare(this.#configured, credential)
      this.#calls.client.renew()
      this.#streams.client.renew()
    }
    return this.#prepared
  }

  #bodiless(method: 'GET' | 'DELETE', fixed: readonly string[], fields: readonly string[]): HttpRequest {
    return { method, path: this.path, fixed, fields, body: undefined }
  }

  /** Cuts every connection. */
  async close(): Promise<void> {
    await Promise.all([this.#calls.client.close(), this.#streams.client.close()])
  }
}

/** A name of its own for the server means another certificate, which our own client does not look for. */
function openClient({ url, headers }: HttpTransport, limits: UpstreamLimits, options: ConnectionOptions): HttpClient {
  const { client = 'own', connect, dial, tally } = options
  const isJudgedElsewhere = connect !== undefined && dial === undefined
  const isNamedElse = Object.keys(headers).some((name) => name.toLowerCase() === 'host')
  if (client === 'undici' || isJudgedElsewhere || isNamedElse) return openUndici(url, limits, { connect, tally })
  return new OwnClient(url, { limits, dial, tally })
}
