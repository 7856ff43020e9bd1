/**
 * One request of a legacy client before a modern server. What the server has to ask first comes back as an answer that
 * says so; the client is asked by requests, and the request goes again with what it said (MCP 2026-07-28,
 * multi-round-trip requests).
 */
import { randomUUID } from 'node:crypto'
import type {
  AnswerHead,
  AnswerListener,
  Exchange,
  FailureDetail,
  Outgoing,
  UpstreamFailure,
} from '../upstream/link.ts'
import type { AnswerFacts } from '../wire/answer.ts'
import type { RequestId } from '../wire/message.ts'
import { errorAnswer } from '../wire/refusal.ts'
import { applyEdits, membersOf } from '../wire/spans.ts'
import { setAt, spanAt, stringAt, textAt, valueAt } from '../wire/splice.ts'
import { AnswerReader, type Aside, type Reading } from './answer-reader.ts'
import { legacyAnswer } from './legacy-answer.ts'
import type { Road } from './whole-answer.ts'

/** How often a server may ask within one request. */
const MOST_ROUNDS = 10
/** Questions of one round. */
const MOST_QUESTIONS = 16
/** Milliseconds that a client has to answer. */
const PATIENCE = 10 * 60_000

const EVENTS: AnswerHead = { kind: 'events', status: 200, sessionId: undefined }

/** What rounds need of their session. */
export interface RoundsOptions {
  readonly road: Road
  readonly maxAnswerBytes: number
  /** Puts a request into the form that the server takes. */
  readonly prepare: (bytes: Buffer) => Outgoing
  /** The answer of the server, as it came. */
  readonly onAnswer: (bytes: Buffer) => void
  /** The client is asked under this id. */
  readonly onAsked: (id: RequestId, rounds: Rounds) => void
  readonly onOver: (rounds: Rounds) => void
}

/** A question, and what the client said to it. */
interface Question {
  readonly key: string
  /** Source text of the result; undefined until it came. */
  answer: string | undefined
}

/** Lives until the client has its answer. */
export class Rounds implements Exchange, Reading {
  readonly outgoing: Outgoing
  readonly #listener: AnswerListener
  readonly #options: RoundsOptions
  readonly #questions = new Map<RequestId, Question>()
  #exchange: Exchange | undefined
  #timer: NodeJS.Timeout | undefined
  #round = 0
  /** Source text of the state that the server wants back. */
  #state: string | undefined
  #sentId: RequestId | undefined
  #streaming = false
  #over = false

  constructor(outgoing: Outgoing, listener: AnswerListener, options: RoundsOptions) {
    this.outgoing = outgoing
    this.#listener = listener
    this.#options = options
  }

  start(): void {
    if (!this.#over) this.#send(this.outgoing.bytes, this.outgoing.id)
  }

  cancel(): void {
    this.#finish()
    this.#exchange?.cancel()
  }

  /** The client wants no answer any more, but may still wait for the end of its stream. */
  withdraw(): void {
    if (this.#over) return
    this.cancel()
    this.#listener.onFailure('closed', true)
  }

  resume(): void {
    this.#exchange?.resume()
  }

  onSent(): void {
    this.#listener.onSent()
  }

  onStream(): void {
    this.#stream()
  }

  onAside(message: Aside, bytes: Buffer): boolean {
    // A modern server asks nothing by requests.
    return message.kind === 'request' || this.#over || this.#listener.onEvent({ data: bytes, raw: undefined })
  }

  onAnswer(bytes: Buffer, facts: AnswerFacts): void {
    if (this.#over) return
    if (facts.id !== this.#sentId && facts.id !== null) return this.onFailure('garbage', true)
    this.#options.onAnswer(bytes)
    if (facts.resultType === 'input_required') return this.#ask(bytes)
    const named = facts.id === this.outgoing.id ? bytes : setAt(bytes, ['id'], this.#idText)
    this.#tell(legacyAnswer(named, facts, this.outgoing.method ?? ''))
  }

  onEmpty(): void {
    this.onFailure('garbage', true)
  }

  onFailure(failure: UpstreamFailure, sent: boolean, detail?: FailureDetail): void {
    if (this.#finish()) this.#listener.onFailure(failure, sent, detail)
  }

  /** The client answers one of the questions. */
  answered(id: RequestId, bytes: Buffer): void {
    const question = this.#questions.get(id)
    if (question === undefined || this.#over) return
    question.answer = textAt(bytes, ['result'])
    if (question.answer === undefined) return this.#refused(bytes)
    if ([...this.#questions.values()].every(({ answer }) => answer !== undefined)) this.#again()
  }

  get #idText(): string {
    return textAt(this.outgoing.bytes, ['id']) ?? 'null'
  }

  #send(bytes: Buffer, id: RequestId | undefined): void {
    this.#sentId = id
    const reader = new AnswerReader(this, this.#options.maxAnswerBytes)
    this.#exchange = this.#options.road.exchange({ ...this.#options.prepare(bytes), id }, reader)
    if (this.#over) this.#exchange.cancel()
  }

  /** The server has to know more before it goes on. */
  #ask(answer: Buffer): void {
    this.#round += 1
    const span = spanAt(answer, ['result', 'inputRequests'])
    const requests = span === undefined ? [] : membersOf(answer, span)
    this.#state = textAt(answer, ['result', 'requestState'])
    if (this.#round > MOST_ROUNDS || requests.length > MOST_QUESTIONS) {
      return this.#fail('The server asked more often than is let pass within one request.')
    }
    this.#questions.clear()
    if (requests.length === 0) return this.#again()
    this.#timer = setTimeout(() => this.#fail('The client did not answer the questions of the server.'), PATIENCE)
    this.#timer.unref()
    this.#stream()
    for (const { key, value } of requests) this.#put(key, answer.subarray(value.start, value.end))
  }

  #put(key: string, question: Buffer): void {
    if (this.#over) return
    const id = `portcullis-${randomUUID()}`
    this.#questions.set(id, { key, answer: undefined })
    this.#options.onAsked(id, this)
    const method = textAt(question, ['method']) ?? '""'
    const params = withElicitationId(question)
    const data = Buffer.from(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":${method},"params":${params}}`)
    this.#listener.onEvent({ data, raw: undefined })
  }

  /** The same request again, with what the client said. */
  #again(): void {
    clearTimeout(this.#timer)
    const answers = [...this.#questions.values()].map(({ key, answer }) => `${JSON.stringify(key)}:${answer}`)
    const id = `portcullis-${randomUUID()}`
    const renamed = setAt(this.outgoing.bytes, ['id'], JSON.stringify(id))
    const told = answers.length === 0 ? renamed : setAt(renamed, ['params', 'inputResponses'], `{${answers.join(',')}}`)
    this.#questions.clear()
    this.#send(this.#state === undefined ? told : setAt(told, ['params', 'requestState'], this.#state), id)
  }

  /** The client cannot, or may not, answer: the request ends with what it said. */
  #refused(bytes: Buffer): void {
    const code = valueAt(bytes, ['error', 'code'])
    const why = stringAt(bytes, ['error', 'message']) ?? ''
    const message = `The server had to ask the client, which answered with an error: ${why}`
    this.#tell(errorAnswer(this.#idText, typeof code === 'number' ? code : -32603, message))
  }

  #fail(message: string): void {
    this.#tell(errorAnswer(this.#idText, -32603, message))
  }

  #stream(): void {
    if (this.#streaming || this.#over) return
    this.#streaming = true
    this.#listener.onHead(EVENTS)
  }

  #tell(bytes: Buffer): void {
    if (!this.#finish()) return
    if (this.#streaming) this.#listener.onEvent({ data: bytes, raw: undefined })
    else {
      this.#listener.onHead({ kind: 'json', status: 200, sessionId: undefined })
      this.#listener.onChunk(bytes)
    }
    this.#listener.onEnd()
  }

  #finish(): boolean {
    if (this.#over) return false
    this.#over = true
    clearTimeout(this.#timer)
    this.#options.onOver(this)
    return true
  }
}

/** The legacy era names each page that it sends people to (MCP 2025-11-25, elicitation, URL mode). */
function withElicitationId(question: Buffer): string {
  const params = textAt(question, ['params'])
  if (params === undefined) return '{}'
  const bytes = Buffer.from(params)
  const isPage = stringAt(bytes, ['mode']) === 'url' && spanAt(bytes, ['elicitationId']) === undefined
  if (!isPage) return params
  const at = { start: 1, end: 1 }
  return applyEdits(bytes, [{ span: at, text: `"elicitationId":"${randomUUID()}",` }]).toString()
}
