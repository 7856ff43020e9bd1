/** What is written in one turn of the event loop leaves at its end, all connections together. */

/** Holds back what is written until it departs. */
export interface Departing {
  depart(): void
}

/**
 * A system call that wakes a sleeping reader costs far more than one that finds it awake: many answers in a row wake whoever
 * waits for them once. An answer that is alone leaves as soon as the loop has nothing else to read.
 */
export class Departures {
  #waiting: Departing[] = []
  readonly #all = (): void => {
    const waiting = this.#waiting
    this.#waiting = []
    for (const one of waiting) one.depart()
  }

  add(one: Departing): void {
    if (this.#waiting.push(one) === 1) setImmediate(this.#all)
  }
}
