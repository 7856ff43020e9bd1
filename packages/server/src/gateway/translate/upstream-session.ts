/** A session of the gateway's own with a server that speaks the legacy era only (MCP 2025-11-25, lifecycle). */
import type { JsonObject } from '@portcullis/engine'
import { deaf } from '../answer/server-messages.ts'
import type { Exchange, Link, Outgoing, ServerEvent, UpstreamFailure } from '../upstream/link.ts'
import { classifyServerMessage } from '../wire/answer.ts'
import type { ServerNotification, ServerRequest } from '../wire/server-message.ts'
import { isObject } from '../wire/shape.ts'
import { stringAt, valueAt } from '../wire/splice.ts'
import { legacyNotification, legacyRequest, legacyResponse, PROTOCOL_LEGACY } from './legacy-request.ts'
import type { Hello } from './modern-request.ts'
import { askWhole, type Told } from './whole-answer.ts'

/** Milliseconds before the standalone stream is opened again: doubled each time. */
const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 30_000

/** Log levels, most talkative first (RFC 5424, section 6.2.1). */
const LEVELS: readonly unknown[] = [
  ...['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'],
]

/** Whether a message of one level is wanted by who asked for another and what is graver; undefined: by nobody. */
export const isWanted = (level: unknown, least: unknown): boolean =>
  least !== undefined && LEVELS.indexOf(level) >= LEVELS.indexOf(least)

/** Bounds of the gateway's own questions. */
export interface SessionBounds {
  readonly patience: number
  readonly maxAnswerBytes: number
}

/** Told what the server sends outside of answers. */
export interface SessionEars {
  onNotification(message: ServerNotification, bytes: Buffer): void
  /** @returns false where nobody can be asked: the server is told so */
  onQuestion(message: ServerRequest, bytes: Buffer): boolean
  /** The session is over, by the server's word. */
  onLost(): void
}

/** Opened once; used by any number of calls at the same time. */
export class UpstreamSession {
  readonly hello: Hello
  readonly link: Link
  /** How the session was opened: resolves once, also where it could not be. */
  readonly opened: Promise<Told>
  /** The answer to `initialize`; undefined until it came. */
  initialized: Buffer | undefined
  lost = false
  readonly #bounds: SessionBounds
  readonly #ears: SessionEars
  readonly #isOwnLink: boolean
  #sessionId: string | undefined
  #version = PROTOCOL_LEGACY
  #level: unknown
  #nextId = 1
  #stream: Exchange | undefined
  #offersStream = true
  #failures = 0
  #timer: NodeJS.Timeout | undefined

  /** @param isOwnLink the link ends with the session */
  constructor(link: Link, hello: Hello, isOwnLink: boolean, options: { bounds: SessionBounds; ears: SessionEars }) {
    this.link = link
    this.hello = hello
    this.#isOwnLink = isOwnLink
    this.#bounds = options.bounds
    this.#ears = options.ears
    this.opened = this.#open()
  }

  get usable(): boolean {
    return !this.lost && !this.link.dead
  }

  /** Protocol headers of everything that is sent within the session. */
  get headers(): readonly string[] {
    const version = ['mcp-protocol-version', this.#version]
    return this.#sessionId === undefined ? version : [...version, 'mcp-session-id', this.#sessionId]
  }

  get capabilities(): JsonObject {
    const found = this.initialized && valueAt(this.initialized, ['result', 'capabilities'])
    return isObject(found) ? found : {}
  }

  /** Never used twice within the session. */
  freshId(): number {
    return this.#nextId++
  }

  ask(method: string, params: object): Promise<Told> {
    const { patience, maxAnswerBytes: maxBytes } = this.#bounds
    return askWhole(this.link, legacyRequest(this.freshId(), method, params, this.headers), { patience, maxBytes })
  }

  /** Answers a question. @param resultText undefined: refused */
  answer({ id, idText }: ServerRequest, resultText: string | undefined): void {
    this.send(legacyResponse(id, idText, resultText, this.headers))
  }

  /** Sends what has no answer. */
  send(outgoing: Outgoing): void {
    this.link.exchange(outgoing, deaf)
  }

  /** Lets log messages of a level come; the most talkative of all wishes holds for the session. */
  async wantLogs(level: unknown): Promise<void> {
    if (level === undefined || isWanted(level, this.#level) || !Object.hasOwn(this.capabilities, 'logging')) return
    this.#level = level
    await this.ask('logging/setLevel', { level })
  }

  /** The server does not know the session any more. */
  lose(): void {
    if (this.lost) return
    this.lost = true
    this.#end()
    this.#ears.onLost()
  }

  async close(): Promise<void> {
    this.lost = true
    this.#end()
    if (this.#isOwnLink || this.#sessionId !== undefined) await this.link.close(this.headers).catch(() => undefined)
  }

  async #open(): Promise<Told> {
    const { capabilities, clientInfo = { name: 'portcullis', version: '1' } } = this.hello
    const params = { protocolVersion: PROTOCOL_LEGACY, capabilities, clientInfo }
    const { patience, maxAnswerBytes: maxBytes } = this.#bounds
    const told = await askWhole(this.link, legacyRequest(this.freshId(), 'initialize', params, []), {
      patience,
      maxBytes,
    })
    const version = told.kind === 'answer' ? stringAt(told.bytes, ['result', 'protocolVersion']) : undefined
    if (told.kind !== 'answer' || told.facts.failed || version === undefined) {
      this.lost = true
      return told
    }
    this.initialized = told.bytes
    this.#version = version
    this.#sessionId = told.head.sessionId
    this.send(legacyNotification('notifications/initialized', undefined, this.headers))
    this.#listen()
    return told
  }

  #end(): void {
    clearTimeout(this.#timer)
    this.#stream?.cancel()
  }

  #listen(): void {
    if (this.lost) return
    this.#stream = this.link.listen(undefined, this.headers, {
      onSent: () => undefined,
      onHead: ({ kind, status }) => {
        this.#offersStream = kind === 'events'
        if (this.#offersStream) this.#failures = 0
        else if (status === 404) this.lose()
      },
      onChunk: () => true,
      onEvent: (event) => this.#heard(event),
      onEnd: () => this.#listenAgain(),
      onFailure: (failure) => this.#broke(failure),
    })
  }

  #broke(failure: UpstreamFailure): void {
    if (failure !== 'garbage') this.#listenAgain()
  }

  #listenAgain(): void {
    if (!this.usable || !this.#offersStream) return
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures)
    this.#failures += 1
    this.#timer = setTimeout(() => this.#listen(), pause)
    this.#timer.unref()
  }

  #heard({ data }: ServerEvent): true {
    const message = data === undefined ? undefined : classifyServerMessage(data)
    if (message === undefined || data === undefined || message.kind === 'response') return true
    if (message.kind === 'notification') this.#ears.onNotification(message, data)
    else if (message.method === 'ping') this.answer(message, '{}')
    else if (!this.#ears.onQuestion(message, data)) this.answer(message, undefined)
    return true
  }
}
