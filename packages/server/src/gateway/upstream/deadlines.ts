/**
 * Deadlines of many exchanges on one timer: what is armed for every call must not cost a timer for every call.
 *
 * Time is counted in ticks of the timer itself, so that no clock is read; a deadline fires between its length and a
 * quarter more, and at least one tick late.
 */

/** Something that has a deadline. Its fields are owned by `Deadlines`. */
export interface Timed {
  /** The tick at which `onDeadline` is due; 0 at first. */
  due: number
  /** Where it stands among what is armed; −1 at first, and while it is not armed. */
  place: number
  onDeadline(): void
}

const LONGEST_TICK = 1000
const SHORTEST_TICK = 5
const TICKS_IN_SHORTEST = 8

/** Runs while something is armed, and stops by itself. */
export class Deadlines {
  readonly #period: number
  /** In no order. An array, because a set that thousands pass through each second is rebuilt again and again. */
  readonly #armed: Timed[] = []
  #tick = 0
  #timer: NodeJS.Timeout | undefined

  /** @param shortest the shortest deadline that will be armed, milliseconds: sets how fine the ticks are */
  constructor(shortest: number) {
    this.#period = Math.min(LONGEST_TICK, Math.max(SHORTEST_TICK, Math.floor(shortest / TICKS_IN_SHORTEST)))
  }

  /** Sets or moves a deadline, `after` milliseconds from now. */
  arm(timed: Timed, after: number): void {
    timed.due = this.#tick + Math.ceil(after / this.#period) + 1
    if (timed.place >= 0) return
    timed.place = this.#armed.length
    this.#armed.push(timed)
    this.#timer ??= setInterval(() => this.#sweep(), this.#period).unref()
  }

  disarm(timed: Timed): void {
    const { place } = timed
    if (place < 0) return
    timed.place = -1
    const last = this.#armed.pop()
    if (last === undefined || last === timed) return
    last.place = place
    this.#armed[place] = last
  }

  #sweep(): void {
    this.#tick++
    if (this.#armed.length === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
      return
    }
    for (const timed of this.#armed.filter(({ due }) => due <= this.#tick)) {
      // One that fired may have disarmed or moved another.
      if (timed.place < 0 || timed.due > this.#tick) continue
      this.disarm(timed)
      timed.onDeadline()
    }
  }
}
