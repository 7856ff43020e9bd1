/** What is under way now: thousands come and go each second, a few are in at a time. */

/** Something that can be on one roster at a time. */
export interface Listed {
  /** Where it stands; −1 while it is on none. Owned by the roster. */
  place: number
}

/**
 * An array in no order. A `Set` is rebuilt again and again when thousands pass through it, and each old table keeps
 * what it held alive until the next full collection.
 */
export class Roster<T extends Listed> {
  readonly #all: T[] = []

  get size(): number {
    return this.#all.length
  }

  add(one: T): void {
    if (one.place >= 0) return
    one.place = this.#all.length
    this.#all.push(one)
  }

  delete(one: T): void {
    const { place } = one
    if (place < 0) return
    one.place = -1
    const last = this.#all.pop()
    if (last === undefined || last === one) return
    last.place = place
    this.#all[place] = last
  }

  /** Everything that is on it at this moment. */
  snapshot(): readonly T[] {
    return [...this.#all]
  }
}
