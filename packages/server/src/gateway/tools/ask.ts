/** A question of the gateway's own to a server: one request, one whole answer. */
import type { AnswerHead, AnswerListener, Exchange, Link, Outgoing, ServerEvent } from '../upstream/link.ts'
import { scanAnswer } from '../wire/answer.ts'

const LARGEST_ANSWER = 8 * 1024 * 1024
/** Longest wait for a whole answer, milliseconds: calls wait for it, and a stream may be silent for ever. */
const PATIENCE = 30_000

/** Told with which HTTP status an answer begins, as far as that says more than the answer. */
type TellStatus = (status: number) => void

/** @returns the JSON text of the answer; undefined if none came in time, or none that can be used */
export function ask(link: Link, outgoing: Outgoing, onStatus?: TellStatus): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const question = new Question(outgoing, resolve, onStatus)
    question.asked(link.exchange(outgoing, question))
  })
}

class Question implements AnswerListener {
  readonly #id: Outgoing['id']
  readonly #tell: (answer: Buffer | undefined) => void
  readonly #onStatus: TellStatus | undefined
  readonly #pieces: Buffer[] = []
  readonly #timer: NodeJS.Timeout
  #size = 0
  #exchange: Exchange | undefined
  #over = false

  constructor({ id }: Outgoing, tell: (answer: Buffer | undefined) => void, onStatus: TellStatus | undefined) {
    this.#id = id
    this.#tell = tell
    this.#onStatus = onStatus
    this.#timer = setTimeout(() => this.#giveUp(), PATIENCE)
    this.#timer.unref()
  }

  /** The exchange may have ended before it is known here. */
  asked(exchange: Exchange): void {
    if (this.#over) exchange.cancel()
    else this.#exchange = exchange
  }

  onSent(): void {
    // The answer alone counts.
  }

  onHead({ status }: AnswerHead): void {
    this.#onStatus?.(status)
  }

  onChunk(chunk: Buffer): boolean {
    this.#size += chunk.length
    if (this.#size > LARGEST_ANSWER) this.#giveUp()
    else this.#pieces.push(chunk)
    return true
  }

  onEvent({ data }: ServerEvent): boolean {
    if (data === undefined || this.#over) return true
    if (data.length > LARGEST_ANSWER) this.#giveUp()
    else if (scanAnswer(data)?.id === this.#id) {
      this.#finish(data)
      this.#exchange?.release?.()
    }
    return true
  }

  onEnd(): void {
    const whole = Buffer.concat(this.#pieces)
    this.#finish(scanAnswer(whole)?.id === this.#id ? whole : undefined)
  }

  onFailure(): void {
    this.#finish(undefined)
  }

  #giveUp(): void {
    this.#finish(undefined)
    this.#exchange?.cancel()
  }

  #finish(answer: Buffer | undefined): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#timer)
    this.#tell(answer)
  }
}
