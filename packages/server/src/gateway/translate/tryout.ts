/** Holds the beginning of an answer back until it is clear whether the server understood the question. */
import type {
  AnswerHead,
  AnswerListener,
  Exchange,
  FailureDetail,
  ServerEvent,
  UpstreamFailure,
} from '../upstream/link.ts'
import { scanAnswer } from '../wire/answer.ts'
import type { Told } from './whole-answer.ts'

/** Bytes of an answer that are held back; what is larger was understood. */
const LARGEST_HELD = 1024 * 1024

/** What was held back: it can be told later. */
type Held = (listener: AnswerListener) => void

/** Decides over an answer. */
export interface Trial {
  /** @returns true where the answer is not passed on: whoever returns it tells another one, or `flush`es this one */
  isRejected(told: Told, flush: () => void): boolean
}

/** Passes an answer on as it came, unless it is rejected. */
export class Tryout implements AnswerListener, Exchange {
  readonly #listener: AnswerListener
  readonly #trial: Trial
  readonly #held: Held[] = []
  readonly #pieces: Buffer[] = []
  #size = 0
  #head: AnswerHead | undefined
  #exchange: Exchange | undefined
  #state: 'holding' | 'passing' | 'rejected' | 'over' = 'holding'

  constructor(listener: AnswerListener, trial: Trial) {
    this.#listener = listener
    this.#trial = trial
  }

  /** The exchange that is tried, and later the one that stands in for it. */
  bind(exchange: Exchange): void {
    if (this.#state === 'over') exchange.cancel()
    else this.#exchange = exchange
  }

  cancel(): void {
    this.#state = 'over'
    this.#exchange?.cancel()
  }

  release(): void {
    this.#exchange?.release?.()
  }

  resume(): void {
    this.#exchange?.resume()
  }

  onSent(): void {
    this.#hold((listener) => listener.onSent())
  }

  onHead(head: AnswerHead): void {
    this.#head = head
    this.#hold((listener) => listener.onHead(head))
  }

  onChunk(chunk: Buffer): boolean {
    if (this.#state === 'passing') return this.#listener.onChunk(chunk)
    this.#size += chunk.length
    this.#pieces.push(chunk)
    this.#hold((listener) => void listener.onChunk(chunk))
    if (this.#size > LARGEST_HELD) this.#flush()
    return true
  }

  onEvent(event: ServerEvent): boolean {
    if (this.#state === 'passing') return this.#listener.onEvent(event)
    this.#hold((listener) => void listener.onEvent(event))
    const facts = event.data === undefined ? undefined : scanAnswer(event.data)
    const { data } = event
    if (facts === undefined || data === undefined || this.#head === undefined) return true
    this.#decide({ kind: 'answer', bytes: data, facts, head: this.#head })
    return true
  }

  onEnd(): void {
    this.#hold((listener) => listener.onEnd())
    if (this.#state !== 'holding' || this.#head === undefined) return
    if (this.#head.kind === 'empty') return this.#decide({ kind: 'empty', status: this.#head.status })
    const bytes = Buffer.concat(this.#pieces)
    const facts = this.#head.kind === 'json' ? scanAnswer(bytes) : undefined
    if (facts === undefined) this.#flush()
    else this.#decide({ kind: 'answer', bytes, facts, head: this.#head })
  }

  onFailure(failure: UpstreamFailure, sent: boolean, detail?: FailureDetail): void {
    this.#hold((listener) => listener.onFailure(failure, sent, detail))
    if (this.#state === 'holding') this.#decide({ kind: 'failed', failure, sent })
  }

  #hold(held: Held): void {
    if (this.#state === 'passing') held(this.#listener)
    else if (this.#state !== 'over') this.#held.push(held)
  }

  #decide(told: Told): void {
    if (this.#state !== 'holding') return
    this.#state = 'rejected'
    if (!this.#isRejected(told)) this.#flush()
  }

  /** What cannot be read is judged by whoever it is passed on to. */
  #isRejected(told: Told): boolean {
    try {
      return this.#trial.isRejected(told, () => this.#flush())
    } catch {
      return false
    }
  }

  #flush(): void {
    if (this.#state === 'over' || this.#state === 'passing') return
    this.#state = 'passing'
    for (const held of this.#held.splice(0)) held(this.#listener)
  }
}
