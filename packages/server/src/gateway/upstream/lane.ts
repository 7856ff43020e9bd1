/** A bounded number of things at once, with a bounded queue before them. */

/** Waits for its turn. */
export interface Turn {
  /** Its turn has come. Who was started says `leave` to the lane, once. */
  start(): void
}

/** First come, first served. */
export class Lane {
  #running = 0
  readonly #waiting = new Set<Turn>()
  readonly #width: number
  readonly #length: number

  /**
   * @param width how many run at once
   * @param length how many may wait
   */
  constructor(width: number, length: number) {
    this.#width = width
    this.#length = length
  }

  /** Starts at once, or queues. @returns `full` when neither is possible */
  enter(turn: Turn): 'started' | 'waiting' | 'full' {
    if (this.#running < this.#width) {
      this.#running++
      turn.start()
      return 'started'
    }
    if (this.#waiting.size >= this.#length) return 'full'
    this.#waiting.add(turn)
    return 'waiting'
  }

  /** Takes a turn that has not been started out of the queue. @returns whether it was there */
  forget(turn: Turn): boolean {
    return this.#waiting.delete(turn)
  }

  /** One that was started is done. The next one starts in its own turn of the loop's microtasks. */
  leave(): void {
    if (this.#waiting.size === 0) {
      this.#running--
      return
    }
    for (const next of this.#waiting) {
      this.#waiting.delete(next)
      queueMicrotask(() => next.start())
      return
    }
  }
}
