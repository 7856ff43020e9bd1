/**
 * One request of a modern client before a legacy server. What the server asks meanwhile becomes an answer that says so;
 * the call itself goes on, and is found again by its state when the client comes back with what was asked.
 */
import type { AnswerListener, Exchange, FailureDetail, Outgoing, UpstreamFailure } from '../upstream/link.ts'
import type { AnswerFacts } from '../wire/answer.ts'
import { META } from '../wire/era.ts'
import { errorAnswer } from '../wire/refusal.ts'
import { membersOf } from '../wire/spans.ts'
import { setAt, spanAt, stringAt, textAt } from '../wire/splice.ts'
import { AnswerReader, type Aside, type Reading } from './answer-reader.ts'
import { legacyBytes, legacyNotification, metaOf } from './legacy-request.ts'
import { mayBeAsked, modernAnswer, questions } from './modern-answer.ts'
import { isOffered, type Question, questionOf } from './questions.ts'
import { isWanted, type UpstreamSession } from './upstream-session.ts'
import { beginStream, tellLast, type Waiting } from './waiting.ts'

/** How often a server may ask within one request. */
const MOST_ROUNDS = 10
/** Questions that wait at the same time. */
const MOST_QUESTIONS = 16
/** Messages that are kept for a client that was asked and is not back. */
const MOST_HELD = 64

const PROGRESS_TOKEN = ['params', 'progressToken']

/** What a call needs of the pool that it belongs to. */
export interface CallOptions {
  readonly session: UpstreamSession
  readonly maxAnswerBytes: number
  /** Keeps the call until its client comes back; returns the state by which it is found. */
  readonly onParked: (call: LegacyCall) => string
  /** The session was gone before the server looked at the request. @returns true where it goes again in another one */
  readonly onSessionGone: (call: LegacyCall) => boolean
  readonly onOver: (call: LegacyCall) => void
}

/** Lives until the server has answered and the answer was told, whatever number of rounds that takes. */
export class LegacyCall implements Reading {
  /** The method, as the client first asked. */
  readonly method: string
  readonly #options: CallOptions
  readonly #id: number
  readonly #open = new Map<string, Question>()
  #queue: Question[] = []
  /** Undefined while the client was asked and is not back. */
  #waiting: Waiting | undefined
  #latest: Waiting
  #exchange: Exchange | undefined
  /** The answer, where it came while nobody waited. */
  #answer: { readonly bytes: Buffer; readonly facts: AnswerFacts } | undefined
  /** What was told while nobody waited. */
  readonly #held: Buffer[] = []
  #round = 0
  #over = false

  constructor(outgoing: Outgoing, listener: AnswerListener, options: CallOptions) {
    this.method = outgoing.method ?? ''
    this.#options = options
    this.#id = options.session.freshId()
    this.#latest = { outgoing, listener, streaming: false }
    this.#waiting = this.#latest
  }

  /** Sends the request. */
  start(): void {
    const { session, maxAnswerBytes } = this.#options
    const outgoing = this.#waiting?.outgoing
    if (this.#over || outgoing === undefined) return
    const progressToken = outgoing.progressToken === undefined ? undefined : this.#id
    const bytes = legacyBytes(outgoing.bytes, this.#id)
    this.#exchange = session.link.exchange(
      { ...outgoing, bytes, era: 'legacy', id: this.#id, progressToken, headers: session.headers },
      new AnswerReader(this, maxAnswerBytes),
    )
    if (this.#over) this.#exchange.cancel()
  }

  /** Whether its client was asked and is not back. */
  get parked(): boolean {
    return this.#waiting === undefined && !this.#over
  }

  /** Whether it can put a question to its client. */
  get canAsk(): boolean {
    return !this.#over && mayBeAsked(this.method)
  }

  /** Whether the client of this call wants a log message of that level. */
  wantsLog(level: unknown): boolean {
    return isWanted(level, metaOf(this.#latest.outgoing.bytes, META.logLevel))
  }

  /** A message of the server's that belongs to this call; it waits where the client was asked and is not back. */
  tell(bytes: Buffer): boolean {
    const waiting = this.#waiting
    if (this.#over) return true
    if (waiting === undefined) {
      if (this.#held.length < MOST_HELD) this.#held.push(bytes)
      return true
    }
    beginStream(waiting)
    return waiting.listener.onEvent({ data: bytes, raw: undefined })
  }

  /** A question of the server's. @returns false where this client cannot be asked */
  ask(question: Question): boolean {
    const { capabilities } = this.#options.session.hello
    if (!this.canAsk || !isOffered(question.request.method, capabilities)) return false
    if (this.#queue.length + this.#open.size >= MOST_QUESTIONS) return false
    this.#queue.push(question)
    // More of them may come in the same breath.
    if (this.#queue.length === 1) setImmediate(() => this.#putQuestions())
    return true
  }

  /** The client is back, with what it was asked. */
  resume(outgoing: Outgoing, listener: AnswerListener): Exchange {
    const waiting: Waiting = { outgoing, listener, streaming: false }
    this.#latest = waiting
    this.#waiting = waiting
    listener.onSent()
    const span = spanAt(outgoing.bytes, ['params', 'inputResponses'])
    for (const { key, value } of span === undefined ? [] : membersOf(outgoing.bytes, span)) {
      const question = this.#open.get(key)
      this.#open.delete(key)
      if (question !== undefined) {
        this.#options.session.answer(question.request, outgoing.bytes.toString('utf8', value.start, value.end))
      }
    }
    this.#queue.push(...this.#open.values())
    this.#open.clear()
    queueMicrotask(() => {
      for (const bytes of this.#held.splice(0)) this.#tellHeld(bytes)
      if (this.#answer !== undefined) this.onAnswer(this.#answer.bytes, this.#answer.facts)
      else this.#putQuestions()
    })
    return this.asExchange(waiting)
  }

  /** As whoever waits now has it in hands: it ends the call, unless somebody else has taken it up since. */
  asExchange(waiting = this.#waiting): Exchange {
    return {
      cancel: () => {
        if (waiting !== undefined && this.#latest === waiting) this.abandon()
      },
      resume: () => this.#exchange?.resume(),
    }
  }

  /** Nobody will wait for the answer any more: the server is told. */
  abandon(): void {
    if (!this.#finish()) return
    const { session } = this.#options
    const params = { requestId: this.#id, reason: 'The answer is no longer waited for.' }
    if (session.usable) session.send(legacyNotification('notifications/cancelled', params, session.headers))
    this.#exchange?.cancel()
  }

  onSent(): void {
    this.#waiting?.listener.onSent()
  }

  onStream(): void {
    // The stream to the client begins with the first message that is for it.
  }

  onAside(message: Aside, bytes: Buffer): boolean {
    if (message.kind === 'request') return this.#asked(questionOf(message, bytes))
    switch (message.method) {
      case 'notifications/progress':
        return this.#progress(message.progressToken, bytes)
      case 'notifications/message':
        return !this.wantsLog(message.params['level']) || this.tell(bytes)
      default:
        return true
    }
  }

  onAnswer(bytes: Buffer, facts: AnswerFacts): void {
    if (this.#over) return
    if (facts.id !== this.#id && facts.id !== null) return this.onFailure('garbage', true)
    const waiting = this.#waiting
    if (waiting === undefined) {
      this.#answer = { bytes, facts }
      return
    }
    const idText = textAt(waiting.outgoing.bytes, ['id']) ?? 'null'
    const uri = stringAt(waiting.outgoing.bytes, ['params', 'uri'])
    this.#finish()
    tellLast(waiting, modernAnswer(bytes, facts, { method: this.method, idText, uri }))
  }

  onEmpty(status: number): void {
    const { session, onSessionGone } = this.#options
    if (status !== 404) return this.onFailure('garbage', true)
    session.lose()
    // What may have an effect is never sent again.
    const goesAgain = this.method !== 'tools/call' && this.#waiting !== undefined && onSessionGone(this)
    if (!goesAgain) this.onFailure('closed', true)
  }

  onFailure(failure: UpstreamFailure, sent: boolean, detail?: FailureDetail): void {
    const waiting = this.#waiting
    if (this.#finish()) waiting?.listener.onFailure(failure, sent, detail)
  }

  /** Whoever waits, to be served by another call. */
  handOver(): Waiting | undefined {
    const waiting = this.#waiting
    this.#finish()
    return waiting
  }

  #asked(question: Question): true {
    const { session } = this.#options
    if (question.request.method === 'ping') session.answer(question.request, '{}')
    else if (!this.ask(question)) session.answer(question.request, undefined)
    return true
  }

  #progress(token: unknown, bytes: Buffer): boolean {
    const own = textAt(this.#latest.outgoing.bytes, ['params', '_meta', 'progressToken'])
    if (token !== this.#id || own === undefined) return true
    return this.tell(setAt(bytes, PROGRESS_TOKEN, own))
  }

  /** Progress is told under the token that the client gave when it came back. */
  #tellHeld(bytes: Buffer): void {
    const own = textAt(this.#latest.outgoing.bytes, ['params', '_meta', 'progressToken'])
    const isProgress = spanAt(bytes, PROGRESS_TOKEN) !== undefined
    if (!isProgress) this.tell(bytes)
    else if (own !== undefined) this.tell(setAt(bytes, PROGRESS_TOKEN, own))
  }

  #putQuestions(): void {
    const waiting = this.#waiting
    if (this.#over || waiting === undefined || this.#queue.length === 0) return
    this.#round += 1
    const idText = textAt(waiting.outgoing.bytes, ['id']) ?? 'null'
    if (this.#round > MOST_ROUNDS) {
      this.abandon()
      const message = 'The server asked more often than is let pass within one request.'
      return tellLast(waiting, errorAnswer(idText, -32603, message))
    }
    const asked = this.#queue
    this.#queue = []
    asked.forEach((question, index) => void this.#open.set(`q${index + 1}`, question))
    this.#waiting = undefined
    const state = this.#options.onParked(this)
    tellLast(
      waiting,
      questions(
        idText,
        asked.map(({ text }) => text),
        state,
      ),
    )
  }

  #finish(): boolean {
    if (this.#over) return false
    this.#over = true
    this.#waiting = undefined
    for (const { request } of [...this.#queue, ...this.#open.values()]) this.#options.session.answer(request, undefined)
    this.#queue = []
    this.#open.clear()
    this.#options.onOver(this)
    return true
  }
}
