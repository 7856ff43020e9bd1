/** Server-sent events of an answer, told one by one to a listener that may pause. */
import { EventSplitter, type StreamBlock } from '../wire/sse.ts'
import type { AnswerListener } from './link.ts'

/** Cuts what comes into events; what the listener cannot take yet waits here, at most what one piece brought. */
export class EventFeed {
  #waiting: readonly StreamBlock[] = []
  #next = 0
  #stopped = false
  #broken = false
  readonly #splitter: EventSplitter
  readonly #listener: Pick<AnswerListener, 'onEvent'>

  /** @param maxEventBytes of one event */
  constructor(maxEventBytes: number, listener: Pick<AnswerListener, 'onEvent'>) {
    this.#splitter = new EventSplitter(maxEventBytes)
    this.#listener = listener
  }

  /** An event was larger than allowed: the stream cannot be read any further. */
  get broken(): boolean {
    return this.#broken
  }

  /** Only while nothing waits. @returns false when the listener asks for a pause */
  push(chunk: Buffer): boolean {
    const blocks = this.#splitter.push(chunk)
    if (blocks === undefined) {
      this.#broken = true
      return true
    }
    this.#waiting = blocks
    this.#next = 0
    return this.resume()
  }

  /** Tells what waits. @returns false when the listener asks for a pause again */
  resume(): boolean {
    while (!this.#stopped) {
      const block = this.#waiting[this.#next]
      if (block === undefined) return true
      this.#next++
      if (!this.#listener.onEvent(block)) return false
    }
    return true
  }

  /** Nothing more is told. */
  stop(): void {
    this.#stopped = true
  }
}
