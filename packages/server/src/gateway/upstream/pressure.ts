/** Stops a source while its listeners hold more than they should. */

/** Where messages come from. */
export interface Source {
  pause(): void
  resume(): void
}

/** Counts the bytes that wait in all listeners of one source: one slow listener does not stop the others at once. */
export class Pressure {
  #held = 0
  #paused = false
  readonly #source: Source
  readonly #bound: number

  /** @param bound bytes that may wait before the source is paused */
  constructor(source: Source, bound: number) {
    this.#source = source
    this.#bound = bound
  }

  hold(bytes: number): void {
    this.#held += bytes
    if (this.#paused || this.#held <= this.#bound) return
    this.#paused = true
    this.#source.pause()
  }

  release(bytes: number): void {
    this.#held -= bytes
    if (!this.#paused || this.#held > this.#bound) return
    this.#paused = false
    this.#source.resume()
  }
}
