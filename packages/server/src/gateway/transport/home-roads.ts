/** Requests on their way to the gateway where their session lives, and its answers on their way back: as bytes, not judged here. */
import { X509Certificate } from 'node:crypto'
import { checkServerIdentity, type PeerCertificate, rootCertificates } from 'node:tls'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import type { Clock } from '../../ports/clock.ts'
import type { Neighbour } from '../../ports/neighbours.ts'
import type { Environment } from '../environment.ts'
import type { RefusalCode } from '../errors.ts'
import { PROOF_FIELD } from '../session/forward-proof.ts'
import type { Others } from '../session/others.ts'
import type { Answer } from './exchange.ts'
import { forwardedFields, type RequestHead } from './http-head.ts'
import type { HttpSettings } from './http-settings.ts'

/** A request that goes on. */
export interface HomewardRequest {
  readonly home: Neighbour
  readonly method: string
  /** The raw target. */
  readonly url: string
  readonly head: RequestHead
  /** Of the client. */
  readonly address: string | undefined
  readonly bytes: Buffer | undefined
}

/** What becomes of a request that is not answered there. */
export interface HomewardEnds {
  /** That gateway is gone; nothing was done. */
  onGone(): void
  onFailure(code: RefusalCode): void
}

const CONNECT_TIMEOUT = 3000
/** Milliseconds an idle connection is kept, and before the end of the other's own keep-alive at which it is dropped. */
const IDLE = 4000
const MARGIN = 1000
/** Milliseconds between two looks whether the gateways that are waited for still run. */
const LOOK = 1000
/** Milliseconds for which one that has left may still answer: it ends what it began before it stops. */
const PATIENCE = 20_000
const MISDIRECTED = 421

/** What of another gateway's head its client gets; the rest is the connection's. */
const RELAYED: ReadonlySet<string> = new Set([
  ...['content-type', 'content-length', 'cache-control', 'x-accel-buffering', 'x-content-type-options'],
  ...['mcp-session-id', 'www-authenticate', 'allow', 'retry-after', 'x-request-id'],
])

/** A request that waits for its answer, or for the end of it. */
interface Underway {
  readonly name: string
  /** Since when the gateway has left, monotonic, milliseconds; undefined: it runs. */
  leftAt: number | undefined
  abort(): void
}

/** Connections to the other gateways, kept while they are used. */
export class HomeRoads {
  readonly #others: Others
  readonly #clock: Clock
  #connector: buildConnector.connector
  readonly #agent: Dispatcher
  readonly #underway = new Set<Underway>()
  /** Failures of connections that never were: nothing was sent. */
  readonly #unconnected = new WeakSet<Error>()
  readonly #timer: NodeJS.Timeout

  constructor({ others, clock }: Pick<Environment, 'others' | 'clock'>, { tls }: Pick<HttpSettings, 'tls'>) {
    this.#others = others
    this.#clock = clock
    this.#connector = connectorFor(tls)
    this.#agent = new Agent({
      connections: null,
      pipelining: 1,
      keepAliveTimeout: IDLE,
      keepAliveTimeoutThreshold: MARGIN,
      // How long an answer may take is for the gateway to say that gives it: it is waited for as long as that one runs.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, done) =>
        this.#connector(options, (...opened) => {
          if (opened[0] !== null) this.#unconnected.add(opened[0])
          done(...opened)
        }),
    })
    this.#timer = setInterval(() => this.#look(), LOOK)
    this.#timer.unref()
  }

  /** Sends a request there, once, and relays what comes back. */
  send(request: HomewardRequest, response: Answer, ends: HomewardEnds): void {
    this.#exchange(request, response, ends).catch((cause: unknown) => this.#failed(request, response, ends, cause))
  }

  /** A renewed certificate is that of the others as well. */
  adopt({ tls }: Pick<HttpSettings, 'tls'>): void {
    this.#connector = connectorFor(tls)
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    for (const each of this.#underway) each.abort()
    await this.#agent.destroy()
  }

  async #exchange(request: HomewardRequest, response: Answer, ends: HomewardEnds): Promise<void> {
    // Nobody waits for the answer any more, and nobody would ever end it.
    if (response.destroyed) return
    const { home, method, url, head, address, bytes } = request
    const proof = this.#others.proofs.make(home.name, { ...head, method, url }, address)
    const aborting = new AbortController()
    const underway: Underway = { name: home.name, leftAt: undefined, abort: () => aborting.abort() }
    this.#underway.add(underway)
    response.on('close', () => {
      if (!response.writableEnded) aborting.abort()
    })
    try {
      const answer = await this.#agent.request({
        origin: home.origin,
        path: url,
        method: method as Dispatcher.HttpMethod,
        headers: [...forwardedFields(head), PROOF_FIELD, proof],
        body: bytes ?? null,
        idempotent: false,
        signal: aborting.signal,
      })
      if (answer.statusCode === MISDIRECTED) {
        await answer.body.dump()
        this.#gone(request, ends)
        return
      }
      await relay(answer, response)
    } finally {
      this.#underway.delete(underway)
    }
  }

  #failed(request: HomewardRequest, response: Answer, ends: HomewardEnds, cause: unknown): void {
    if (response.headersSent || response.destroyed) return void response.destroy()
    if (!(cause instanceof Error && this.#unconnected.has(cause))) ends.onFailure('gateway_closed')
    else if (isRefused(cause)) this.#gone(request, ends)
    else ends.onFailure('gateway_unreachable')
  }

  #gone({ home }: HomewardRequest, ends: HomewardEnds): void {
    this.#others.homes.noteGone(home.name)
    ends.onGone()
  }

  /** A gateway that stopped without a word answers nothing any more, and closes nothing either. */
  #look(): void {
    const now = this.#clock.monotonic()
    for (const each of this.#underway) {
      each.leftAt = this.#others.homes.runs(each.name) ? undefined : (each.leftAt ?? now)
      if (each.leftAt !== undefined && now - each.leftAt > PATIENCE) each.abort()
    }
  }
}

/** Nobody listens there; where a name has several addresses, at none of them. */
function isRefused(cause: unknown): boolean {
  if (cause instanceof AggregateError) return cause.errors.every(isRefused)
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
}

async function relay({ statusCode, headers, body }: Dispatcher.ResponseData, response: Answer): Promise<void> {
  const roomIn = waitForRoom(response)
  response.writeHead(statusCode, relayedFields(headers))
  response.flushHeaders()
  for await (const chunk of body) {
    if (response.destroyed) return
    if (!response.write(chunk)) await roomIn()
  }
  response.end()
}

/** Resolves as well when the client has gone. */
function waitForRoom(response: Answer): () => Promise<void> {
  let wake = (): void => undefined
  response.on('close', () => wake())
  return () =>
    new Promise((resolve) => {
      wake = resolve
      response.once('drain', resolve)
    })
}

function relayedFields(headers: Dispatcher.ResponseData['headers']): string[] {
  const fields: string[] = []
  for (const [name, value] of Object.entries(headers)) {
    if (RELAYED.has(name) && typeof value === 'string') fields.push(name, value)
  }
  return fields
}

const connectorFor = (tls: HttpSettings['tls']): buildConnector.connector =>
  buildConnector({ timeout: CONNECT_TIMEOUT, ...(tls !== undefined && trustOf(tls.cert)) })

/**
 * Gateways of one installation may have one certificate, in the name of all of them together: whoever proves to have
 * this gateway's own is one of them. Any other has to be for the name, or the address, that the gateway is reached by.
 */
function trustOf(cert: string) {
  const own = new X509Certificate(cert).fingerprint256
  return {
    ca: [...rootCertificates, cert],
    allowPartialTrustChain: true,
    checkServerIdentity: (host: string, peer: PeerCertificate) =>
      peer.fingerprint256 === own ? undefined : checkServerIdentity(host, peer),
  }
}
