/** What a modern server tells by itself, for the standalone stream of a legacy client. */
import type { AnswerHead, AnswerListener, Exchange } from '../upstream/link.ts'
import { META } from '../wire/era.ts'
import { dropAt } from '../wire/splice.ts'
import { AnswerReader } from './answer-reader.ts'
import { type Envelope, modernRequest } from './modern-request.ts'
import type { Road } from './whole-answer.ts'

/** Milliseconds before a subscription that ended is opened again: doubled each time. */
const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 30_000
/** Resources that one session may follow. */
const MOST_FOLLOWED = 1000
const LARGEST_ANSWER = 64 * 1024

const EVENTS: AnswerHead = { kind: 'events', status: 200, sessionId: undefined }

interface NewsOptions {
  readonly road: Road
  readonly envelope: () => Envelope
}

/** One subscription at a time, as long as somebody listens: to all lists, and to the resources that are followed. */
export class LegacyNews {
  readonly #options: NewsOptions
  readonly #listeners = new Set<AnswerListener>()
  readonly #followed = new Set<string>()
  #current: Exchange | undefined
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #count = 0

  constructor(options: NewsOptions) {
    this.#options = options
  }

  /** Each message goes to the latest listener only (MCP 2025-11-25, Streamable HTTP, multiple connections). */
  listen(listener: AnswerListener): Exchange {
    let over = false
    queueMicrotask(() => {
      if (over) return
      this.#listeners.add(listener)
      listener.onSent()
      listener.onHead(EVENTS)
      if (this.#current === undefined) this.#open()
    })
    return {
      cancel: () => {
        over = true
        this.#listeners.delete(listener)
        if (this.#listeners.size === 0) this.#stop()
      },
      resume: () => this.#current?.resume(),
    }
  }

  /** A resource is followed from now on, or no more. */
  follow(uri: string, isWanted: boolean): void {
    const isSame = this.#followed.has(uri) === isWanted
    if (isSame || (isWanted && this.#followed.size >= MOST_FOLLOWED)) return
    if (isWanted) this.#followed.add(uri)
    else this.#followed.delete(uri)
    if (this.#listeners.size > 0) this.#open()
  }

  /** The session is over. */
  close(): void {
    this.#stop()
    const listeners = [...this.#listeners]
    this.#listeners.clear()
    for (const listener of listeners) listener.onEnd()
  }

  /** What was open before ends when its successor is acknowledged, so that nothing is missed between them. */
  #open(): void {
    clearTimeout(this.#timer)
    const before = this.#current
    const resources = [...this.#followed]
    const notifications = {
      ...{ toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true },
      ...(resources.length > 0 ? { resourceSubscriptions: resources } : undefined),
    }
    this.#count += 1
    const id = `portcullis-news-${this.#count}`
    const question = modernRequest(id, 'subscriptions/listen', { notifications }, this.#options.envelope())
    const round = this.#count
    const over = (): void => {
      before?.cancel()
      if (this.#count === round) this.#again()
    }
    this.#current = this.#options.road.exchange(
      question,
      new AnswerReader(
        {
          onSent: () => undefined,
          onStream: () => undefined,
          onAside: ({ kind, method }, bytes) => {
            if (method === 'notifications/subscriptions/acknowledged') {
              this.#failures = 0
              before?.cancel()
              return true
            }
            return kind === 'request' || this.#tell(bytes)
          },
          onAnswer: over,
          onEmpty: over,
          onFailure: over,
        },
        LARGEST_ANSWER,
      ),
    )
  }

  #tell(bytes: Buffer): boolean {
    const latest = [...this.#listeners].at(-1)
    const data = dropAt(bytes, ['params', '_meta', META.subscriptionId])
    return latest === undefined || latest.onEvent({ data, raw: undefined })
  }

  #again(): void {
    this.#current = undefined
    if (this.#listeners.size === 0) return
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures)
    this.#failures += 1
    this.#timer = setTimeout(() => this.#open(), pause)
    this.#timer.unref()
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#current?.cancel()
    this.#current = undefined
  }
}
