/** One HTTP request and its answer, told to a listener as it comes. */
import type { UpstreamLimits } from '../../ports/directory.ts'
import type { Deadlines, Timed } from './deadlines.ts'
import { EventFeed } from './event-feed.ts'
import type { HttpClient, HttpRequest, HttpTold } from './http-client.ts'
import { failureOf } from './http-failure.ts'
import { type Expected, judgeHead, refusalIn } from './http-head.ts'
import type { Lane, Turn } from './lane.ts'
import type { AnswerHead, AnswerListener, Exchange, FailureDetail, UpstreamFailure } from './link.ts'
import { unsent } from './settled.ts'

/** What exchanges with one upstream share. */
export interface Road {
  readonly client: HttpClient
  readonly lane: Lane
  readonly deadlines: Deadlines
  readonly limits: UpstreamLimits
}

/** Bytes of a body nobody reads that are let pass to keep the connection; beyond them it is cut. */
const DISCARDED = 64 * 1024

/** Milliseconds that a stream has to end after its answer. */
const LINGER = 1000

/** The reason given to the client; nobody reads it. */
const ENDED = new Error('The exchange has ended.')

/**
 * `waiting`: in the lane's queue. `started`: with the client, no byte written. `sent`: bytes may have been written.
 * `json`, `events`: the answer has begun. `over`: nothing more is told.
 */
type Stage = 'waiting' | 'started' | 'sent' | 'json' | 'events' | 'over'

/**
 * What the client calls back. It has undici's older shape, which gets header fields as they came: the newer one
 * builds an object of all of them and a controller for each request.
 */
class HttpExchange implements Exchange, Turn, Timed, HttpTold {
  due = 0
  place = -1
  #stage: Stage = 'waiting'
  #sent = false
  #left = false
  #paused = false
  #discarded = 0
  #abort: ((reason?: Error) => void) | undefined
  #readOn: (() => void) | undefined
  #feed: EventFeed | undefined
  readonly #road: Road
  readonly #request: HttpRequest
  readonly #expected: Expected
  readonly #listener: AnswerListener

  constructor(road: Road, request: HttpRequest, expected: Expected, listener: AnswerListener) {
    this.#road = road
    this.#request = request
    this.#expected = expected
    this.#listener = listener
  }

  start(): void {
    if (this.#stage !== 'waiting') {
      this.#leave()
      return
    }
    this.#road.deadlines.disarm(this)
    this.#stage = 'started'
    this.#road.client.dispatch(this.#request, this)
  }

  cancel(): void {
    const { lane, deadlines } = this.#road
    if (this.#stage === 'waiting') lane.forget(this)
    if (this.#stage === 'over') return
    this.#stage = 'over'
    this.#feed?.stop()
    deadlines.disarm(this)
    this.#abort?.(ENDED)
  }

  release(): void {
    if (this.#stage !== 'json' && this.#stage !== 'events') return
    this.#stage = 'over'
    this.#feed?.stop()
    this.#road.deadlines.arm(this, Math.min(LINGER, this.#road.limits.bodyTimeout))
    if (!this.#paused) return
    this.#paused = false
    queueMicrotask(() => this.#readOn?.())
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    // The parser must not be entered from within another exchange's callback.
    queueMicrotask(() => this.#continue())
  }

  onDeadline(): void {
    if (this.#stage === 'over') {
      this.#abort?.(ENDED)
      return
    }
    if (this.#stage === 'waiting') this.#road.lane.forget(this)
    this.#fail(this.#sent ? 'timeout' : 'busy')
  }

  /** The client is about to write. Throwing here leaves the connection as it is. */
  onConnect(abort: (reason?: Error) => void): void {
    // A second call would be a second sending.
    if (this.#stage !== 'started') throw ENDED
    this.#stage = 'sent'
    this.#sent = true
    this.#abort = abort
    this.#road.deadlines.arm(this, this.#road.limits.headersTimeout)
    this.#listener.onSent()
  }

  onHeaders(status: number, raw: readonly Buffer[], readOn: () => void): boolean {
    if (status < 200 || this.#stage !== 'sent') return true
    this.#readOn = readOn
    const verdict = judgeHead(status, raw, this.#expected)
    if (typeof verdict !== 'string') this.#begin(verdict)
    else if (verdict === 'garbage') this.#fail(verdict)
    else this.#refused(verdict, verdict === 'unauthorized' ? { refused: refusalIn(status, raw) } : undefined)
    return true
  }

  onData(chunk: Buffer): boolean {
    if (this.#stage === 'over') return this.#discard(chunk.length)
    const goOn = this.#feed === undefined ? this.#json(chunk) : this.#events(this.#feed, chunk)
    if (goOn || this.#over()) return true
    this.#paused = true
    this.#road.deadlines.disarm(this)
    return false
  }

  onComplete(): void {
    this.#leave()
    this.#road.deadlines.disarm(this)
    if (this.#over()) return
    this.#stage = 'over'
    this.#listener.onEnd()
  }

  onError(error: Error): void {
    this.#leave()
    this.#road.deadlines.disarm(this)
    const answering = this.#stage === 'json' || this.#stage === 'events'
    this.#fail(failureOf(error, { sent: this.#sent, answering }))
  }

  /** What the listener did in between may have ended the exchange. */
  #over(): boolean {
    return this.#stage === 'over'
  }

  #begin(head: AnswerHead): void {
    const { deadlines, limits } = this.#road
    if (head.kind === 'empty') {
      this.#passOver()
      this.#listener.onHead(head)
      this.#listener.onEnd()
      return
    }
    this.#stage = head.kind
    if (head.kind === 'events') {
      deadlines.disarm(this)
      this.#feed = new EventFeed(limits.maxMessageBytes, this.#listener)
    } else deadlines.arm(this, limits.bodyTimeout)
    this.#listener.onHead(head)
  }

  /** A proper answer, though not one for the client: its connection is as good as before. */
  #refused(failure: UpstreamFailure, detail: FailureDetail | undefined): void {
    this.#passOver()
    this.#listener.onFailure(failure, true, detail)
  }

  /** The body is read and dropped. */
  #passOver(): void {
    this.#stage = 'over'
    this.#road.deadlines.arm(this, this.#road.limits.bodyTimeout)
  }

  #json(chunk: Buffer): boolean {
    this.#road.deadlines.arm(this, this.#road.limits.bodyTimeout)
    return this.#listener.onChunk(chunk)
  }

  #events(feed: EventFeed, chunk: Buffer): boolean {
    const goOn = feed.push(chunk)
    if (!feed.broken) return goOn
    this.#fail('garbage')
    return true
  }

  #discard(size: number): boolean {
    this.#discarded += size
    if (this.#discarded > DISCARDED) this.#abort?.(ENDED)
    return true
  }

  #continue(): void {
    if (this.#over() || this.#paused) return
    if (this.#feed !== undefined && !this.#feed.resume()) {
      this.#paused = !this.#over()
      return
    }
    if (this.#over()) return
    if (this.#stage === 'json') this.#road.deadlines.arm(this, this.#road.limits.bodyTimeout)
    this.#readOn?.()
  }

  #fail(failure: UpstreamFailure): void {
    if (this.#stage === 'over') return
    this.#stage = 'over'
    this.#road.deadlines.disarm(this)
    this.#listener.onFailure(failure, this.#sent)
    this.#abort?.(ENDED)
  }

  /** Makes room in the lane, once: the client is done with the request. */
  #leave(): void {
    if (this.#left) return
    this.#left = true
    this.#road.lane.leave()
  }
}

/** Sends one request as soon as there is room; it is never sent twice. */
export function exchangeOn(road: Road, request: HttpRequest, expected: Expected, listener: AnswerListener): Exchange {
  const exchange = new HttpExchange(road, request, expected, listener)
  const entered = road.lane.enter(exchange)
  if (entered === 'full') return unsent(listener, 'busy')
  if (entered === 'waiting') road.deadlines.arm(exchange, road.limits.connectTimeout)
  return exchange
}
