/**
 * A session of a legacy client before a server that speaks the modern era only: what belongs to the session is kept
 * here, and every request goes on by itself (MCP 2025-11-25, lifecycle; MCP 2026-07-28, per-request metadata).
 */
import { randomUUID } from 'node:crypto'
import type { AnswerListener, Exchange, Link, Outgoing } from '../upstream/link.ts'
import { acknowledged } from '../upstream/settled.ts'
import type { RequestId } from '../wire/message.ts'
import { errorAnswer, resultAnswer } from '../wire/refusal.ts'
import { isObject } from '../wire/shape.ts'
import { spanAt, stringAt, textAt, valueAt } from '../wire/splice.ts'
import { clientCapabilities } from './capabilities.ts'
import { initializeResult } from './legacy-answer.ts'
import { LegacyNews } from './legacy-news.ts'
import { answerLocally, tellWhole } from './local-answer.ts'
import { type Envelope, type Hello, headersFor, modernRequest, type Origin, withEnvelope } from './modern-request.ts'
import { Rounds } from './rounds.ts'
import type { ToolHeaders } from './tool-headers.ts'
import { askWhole, type Road, type Told } from './whole-answer.ts'

/** What a session needs of its surroundings. */
export interface SessionOptions {
  readonly road: Road
  /** Arguments that tools want in headers; undefined where requests go on without headers. */
  readonly toolHeaders: ToolHeaders | undefined
  /** Of one answer, which is held until it is whole. */
  readonly maxAnswerBytes: number
  /** Milliseconds for answers of the gateway's own questions. */
  readonly patience: number
  readonly onClose: (headers: readonly string[]) => Promise<number>
}

const NOBODY: Hello = { capabilities: {}, clientInfo: undefined }
const TASKS = /^tasks\//
const NO_TASKS =
  'Here no call can be made a task of this protocol version: nothing was sent. Make it without `task`, or at the URL of a server that has such tasks.'

/** Stands in for the server's end of a legacy session. */
export class LegacySession implements Link {
  readonly #options: SessionOptions
  readonly #asked = new Map<RequestId, Rounds>()
  readonly #running = new Map<RequestId, Rounds>()
  readonly #news: LegacyNews
  #hello: Hello = NOBODY
  #logLevel: string | undefined
  /** Of the latest request: what the session asks by itself is asked on the same behalf. */
  #origin: Origin = {}
  #closed = false

  constructor(options: SessionOptions) {
    this.#options = options
    this.#news = new LegacyNews({ road: options.road, envelope: () => this.envelope })
  }

  get dead(): boolean {
    return this.#closed
  }

  /** What every request of the session says of it. */
  get envelope(): Envelope {
    return { ...this.#hello, logLevel: this.#logLevel, origin: this.#origin }
  }

  exchange(outgoing: Outgoing, listener: AnswerListener): Exchange {
    switch (outgoing.kind) {
      case 'request':
        return this.#request(outgoing, listener)
      case 'notification':
        this.#notified(outgoing)
        return acknowledged(listener)
      case 'response':
        this.#answered(outgoing)
        return acknowledged(listener)
      default:
        return outgoing.kind satisfies never
    }
  }

  listen(_lastEventId: string | undefined, _headers: readonly string[], listener: AnswerListener): Exchange {
    return this.#news.listen(listener)
  }

  close(headers: readonly string[]): Promise<number> {
    this.#closed = true
    this.#news.close()
    for (const rounds of [...this.#running.values()]) rounds.cancel()
    return this.#options.onClose(headers)
  }

  #request(outgoing: Outgoing, listener: AnswerListener): Exchange {
    const { method = '', bytes, caller, address, client, slot } = outgoing
    this.#origin = { caller, address, client, slot }
    switch (method) {
      case 'initialize':
        return this.#initialize(outgoing, listener)
      case 'ping':
        return answerLocally(listener, resultAnswer(idText(bytes), {}))
      case 'logging/setLevel':
        this.#logLevel = stringAt(bytes, ['params', 'level']) ?? this.#logLevel
        return answerLocally(listener, resultAnswer(idText(bytes), {}))
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        this.#news.follow(stringAt(bytes, ['params', 'uri']) ?? '', method === 'resources/subscribe')
        return answerLocally(listener, resultAnswer(idText(bytes), {}))
      default:
        if (TASKS.test(method)) return answerLocally(listener, unknownMethod(bytes, method))
        return spanAt(bytes, ['params', 'task']) === undefined
          ? this.#pass(outgoing, listener)
          : answerLocally(listener, errorAnswer(idText(bytes), -32602, NO_TASKS))
    }
  }

  /** Goes on as a request that stands for itself. */
  #pass(outgoing: Outgoing, listener: AnswerListener): Exchange {
    const rounds = new Rounds(outgoing, listener, {
      road: this.#options.road,
      maxAnswerBytes: this.#options.maxAnswerBytes,
      prepare: (bytes) => this.#prepared(outgoing, bytes),
      onAnswer: (bytes) => this.#options.toolHeaders?.note(outgoing, bytes),
      onAsked: (id, asking) => void this.#asked.set(id, asking),
      onOver: (over) => this.#forget(over),
    })
    if (outgoing.id !== undefined) this.#running.set(outgoing.id, rounds)
    const ready = this.#options.toolHeaders?.ready(outgoing, this.envelope)
    if (ready === undefined) rounds.start()
    else {
      const start = (): void => rounds.start()
      ready.then(start, start)
    }
    return rounds
  }

  #prepared(outgoing: Outgoing, bytes: Buffer): Outgoing {
    const { method = '' } = outgoing
    const params = valueAt(bytes, ['params'])
    const { name, uri, arguments: args } = isObject(params) ? params : {}
    const { toolHeaders } = this.#options
    const extra = method === 'tools/call' ? toolHeaders?.headersOf(name, args) : undefined
    const headers = toolHeaders === undefined ? [] : headersFor(method, name ?? uri, extra)
    return { ...outgoing, bytes: withEnvelope(bytes, this.envelope), era: 'modern', headers }
  }

  #initialize({ bytes }: Outgoing, listener: AnswerListener): Exchange {
    const params = valueAt(bytes, ['params'])
    const { capabilities, clientInfo, protocolVersion } = isObject(params) ? params : {}
    this.#hello = {
      capabilities: isObject(capabilities) ? clientCapabilities(capabilities) : {},
      clientInfo: isObject(clientInfo) ? clientInfo : undefined,
    }
    let over = false
    const question = modernRequest('portcullis-discover', 'server/discover', {}, this.envelope)
    const { road, patience, maxAnswerBytes: maxBytes } = this.#options
    void askWhole(road, question, { patience, maxBytes }).then((told) => {
      if (!over) tellInitialized(listener, told, { id: idText(bytes), protocolVersion })
    })
    return {
      cancel() {
        over = true
      },
      resume() {
        // Nothing was paused.
      },
    }
  }

  #notified({ method, bytes }: Outgoing): void {
    if (method !== 'notifications/cancelled') return
    const id = valueAt(bytes, ['params', 'requestId'])
    if (typeof id === 'string' || typeof id === 'number') this.#running.get(id)?.withdraw()
  }

  #answered({ id, bytes }: Outgoing): void {
    const rounds = id === undefined ? undefined : this.#asked.get(id)
    if (rounds === undefined || id === undefined) return
    this.#asked.delete(id)
    rounds.answered(id, bytes)
  }

  #forget(rounds: Rounds): void {
    if (rounds.outgoing.id !== undefined) this.#running.delete(rounds.outgoing.id)
    for (const [id, asking] of this.#asked) if (asking === rounds) this.#asked.delete(id)
  }
}

const idText = (bytes: Buffer): string => textAt(bytes, ['id']) ?? 'null'

const unknownMethod = (bytes: Buffer, method: string): Buffer =>
  errorAnswer(idText(bytes), -32601, `Method not found: ${method}. The server has no tasks of this protocol version.`)

function tellInitialized(
  listener: AnswerListener,
  told: Told,
  asked: { readonly id: string; readonly protocolVersion: unknown },
): void {
  if (told.kind === 'failed') return listener.onFailure(told.failure, told.sent, told.detail)
  if (told.kind === 'empty') return listener.onFailure('garbage', true)
  const result = valueAt(told.bytes, ['result'])
  if (told.facts.failed || !isObject(result)) {
    const message = 'The server could not be asked what it offers (server/discover). Try again, or ask its operator.'
    return tellWhole(listener, errorAnswer(asked.id, -32603, message))
  }
  tellWhole(listener, resultAnswer(asked.id, initializeResult(result, asked.protocolVersion)), randomUUID())
}
