/**
 * Deadlines of many exchanges on one timer: what is armed for every call must not cost a timer for every call.
 *
 * Time is counted in ticks of the timer itself, so that no clock is read; a deadline fires between its length and a
 * quarter more, and at least one tick late.
 */

/** Something that has a deadline. */
export interface Timed {
  /** The tick at which `onDeadline` is due; owned by `Deadlines`. */
  due: number
  onDeadline(): void
}

const LONGEST_TICK = 1000
const SHORTEST_TICK = 5
const TICKS_IN_SHORTEST = 8

/** Runs while something is armed, and stops by itself. */
export class Deadlines {
  readonly #period: number
  readonly #armed = new Set<Timed>()
  #tick = 0
  #timer: NodeJS.Timeout | undefined

  /** @param shortest the shortest deadline that will be armed, milliseconds: sets how fine the ticks are */
  constructor(shortest: number) {
    this.#period = Math.min(LONGEST_TICK, Math.max(SHORTEST_TICK, Math.floor(shortest / TICKS_IN_SHORTEST)))
  }

  /** Sets or moves a deadline, `after` milliseconds from now. */
  arm(timed: Timed, after: number): void {
    timed.due = this.#tick + Math.ceil(after / this.#period) + 1
    this.#armed.add(timed)
    this.#timer ??= setInterval(() => this.#sweep(), this.#period).unref()
  }

  disarm(timed: Timed): void {
    this.#armed.delete(timed)
  }

  #sweep(): void {
    this.#tick++
    if (this.#armed.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
      return
    }
    for (const timed of this.#armed) {
      if (timed.due > this.#tick) continue
      this.#armed.delete(timed)
      timed.onDeadline()
    }
  }
}
