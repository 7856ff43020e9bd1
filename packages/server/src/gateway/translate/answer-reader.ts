/** Reads what comes back for one request, message by message, whatever form it comes in. */
import type { AnswerHead, AnswerListener, FailureDetail, ServerEvent, UpstreamFailure } from '../upstream/link.ts'
import { type AnswerFacts, classifyServerMessage, scanAnswer } from '../wire/answer.ts'
import type { ServerMessage } from '../wire/server-message.ts'

/** A message that is no answer. */
export type Aside = Exclude<ServerMessage, { readonly kind: 'response' }>

/** Told what was read, in this order: `onSent`, `onStream`?, `onAside`*, then one of `onAnswer`, `onEmpty`, `onFailure`. */
export interface Reading {
  onSent(): void
  /** Messages may come before the answer. */
  onStream(head: AnswerHead): void
  /** @returns false to be told no more until the exchange is resumed */
  onAside(message: Aside, bytes: Buffer): boolean
  onAnswer(bytes: Buffer, facts: AnswerFacts, head: AnswerHead): void
  /** Accepted or refused by a status alone. */
  onEmpty(status: number): void
  /** `sent`: some byte of the request may have reached the server. */
  onFailure(failure: UpstreamFailure, sent: boolean, detail?: FailureDetail): void
}

/**
 * Holds an answer until it is whole. What is told is JSON for certain: whoever is told may look into it without care.
 */
export class AnswerReader implements AnswerListener {
  readonly #reading: Reading
  readonly #maxBytes: number
  #pieces: Buffer[] = []
  #size = 0
  #head: AnswerHead | undefined
  #sent = false
  #over = false

  /** @param maxBytes of one answer */
  constructor(reading: Reading, maxBytes: number) {
    this.#reading = reading
    this.#maxBytes = maxBytes
  }

  onSent(): void {
    if (this.#sent) return
    this.#sent = true
    this.#reading.onSent()
  }

  onHead(head: AnswerHead): void {
    this.#head = head
    if (head.kind === 'events') this.#reading.onStream(head)
  }

  onChunk(chunk: Buffer): boolean {
    if (this.#over) return true
    this.#size += chunk.length
    if (this.#size > this.#maxBytes) this.#fail('garbage')
    else this.#pieces.push(chunk)
    return true
  }

  onEvent({ data }: ServerEvent): boolean {
    if (data === undefined || this.#over) return true
    const message = classifyServerMessage(data)
    if (message === undefined) this.#fail('garbage')
    else if (message.kind !== 'response') return this.#reading.onAside(message, data)
    else this.#answered(data, message.facts)
    return true
  }

  onEnd(): void {
    if (this.#over) return
    const head = this.#head
    if (head?.kind !== 'json') {
      if (head?.kind !== 'empty') return this.#fail('closed')
      this.#over = true
      return this.#reading.onEmpty(head.status)
    }
    const whole = Buffer.concat(this.#pieces)
    const facts = scanAnswer(whole)
    if (facts === undefined) this.#fail('garbage')
    else this.#answered(whole, facts)
  }

  onFailure(failure: UpstreamFailure, sent: boolean, detail?: FailureDetail): void {
    this.#sent ||= sent
    this.#fail(failure, detail)
  }

  #answered(bytes: Buffer, facts: AnswerFacts): void {
    if (!isJson(bytes)) return this.#fail('garbage')
    this.#over = true
    this.#pieces = []
    if (this.#head !== undefined) this.#reading.onAnswer(bytes, facts, this.#head)
  }

  #fail(failure: UpstreamFailure, detail?: FailureDetail): void {
    if (this.#over) return
    this.#over = true
    this.#pieces = []
    this.#reading.onFailure(failure, this.#sent, detail)
  }
}

/** The scan leaves control characters within long strings to this parser. */
function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString())
    return true
  } catch {
    return false
  }
}
