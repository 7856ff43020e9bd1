/** Whether a server is worth trying: after failures in a row it is left alone, and then tried with one request at a time. */

/** Requests in a row that were not answered, after which a server is left alone. */
const FAILURES = 5
/** Milliseconds for which it is left alone: doubled each time it fails again. */
const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 30_000
/** Milliseconds that others have for the next try before whoever made the last one. */
const HEAD_START = 3000
/** Milliseconds that a server has to answer before it counts as well again: one that comes and goes is not. */
const CALM = 60_000

/** A request that the server did not answer. */
export interface Unanswered {
  /** In whose name it was made. */
  readonly owner: string
  /** It was a try: others began before the circuit was opened, and say nothing new. */
  readonly tried: boolean
  /** Some of it may have reached the server: that it was not answered may lie in what it asked for. */
  readonly sent: boolean
}

/**
 * Nobody can close off a server for others alone: what was sent counts only where several owners' requests were not answered,
 * and nobody is the next to try again while others could. All instants are monotonic, milliseconds.
 */
export class Circuit {
  #failures = 0
  /** Of those in a row, the ones that say something by themselves. */
  #unsent = 0
  readonly #owners = new Set<string>()
  #lastTry: string | undefined
  #isOpen = false
  #opened = 0
  #pause = 0
  /** Before this instant nothing is tried. */
  #notBefore = 0
  #closedAt = Number.NEGATIVE_INFINITY

  /** The server is left alone. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** How often it was opened. */
  get opened(): number {
    return this.#opened
  }

  /** Every request is answered. */
  get isQuiet(): boolean {
    return this.#failures === 0 && !this.#isOpen
  }

  /** Asks for a try while it is open. @returns milliseconds until this owner's next one may be made; 0: this one may */
  try(now: number, owner: string): number {
    if (!this.#isOpen) return 0
    const notBefore = owner === this.#lastTry ? this.#notBefore + Math.min(this.#pause, HEAD_START) : this.#notBefore
    if (now < notBefore) return notBefore - now
    this.#lastTry = owner
    // However long this try takes, the next one waits no longer than it would have to.
    this.#notBefore = now + this.#pause
    return 0
  }

  /** The server answered, whatever it said. */
  answered(now: number): void {
    this.#begin()
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#closedAt = now
  }

  /** The server did not answer. @returns whether it was opened by this */
  failed(now: number, { owner, tried, sent }: Unanswered): boolean {
    if (this.#isOpen) {
      if (tried) this.#wait(now, sent ? this.#pause : this.#pause * 2)
      return false
    }
    this.#failures++
    if (sent) this.#note(owner)
    else this.#unsent++
    const isCertain = this.#unsent >= FAILURES || this.#owners.size > 1
    if (this.#failures < FAILURES || !isCertain) return false
    this.#begin()
    this.#isOpen = true
    this.#opened++
    this.#wait(now, now - this.#closedAt < CALM ? this.#pause * 2 : FIRST_PAUSE)
    return true
  }

  /** Another server is there now: nothing is known of it. */
  forget(): void {
    this.#begin()
    this.#isOpen = false
    this.#pause = 0
    this.#closedAt = Number.NEGATIVE_INFINITY
  }

  /** Another row of failures. */
  #begin(): void {
    this.#failures = 0
    this.#unsent = 0
    this.#owners.clear()
    this.#lastTry = undefined
  }

  /** Two are several. */
  #note(owner: string): void {
    if (this.#owners.size < 2) this.#owners.add(owner)
  }

  #wait(now: number, pause: number): void {
    this.#pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, pause))
    this.#notBefore = now + this.#pause
  }
}
