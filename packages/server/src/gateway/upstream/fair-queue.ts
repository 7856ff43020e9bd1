/** A queue in which everybody gets a turn: round-robin over grants, first come first served within each. */

/** Waits in the name of a grant. */
export interface Queued {
  readonly grant: string
}

/** Bounded by its owner. Adding, leaving and taking the next cost the same, however many wait. */
export class FairQueue<T extends Queued> {
  /** In the order in which the grants get their turn. */
  readonly #byGrant = new Map<string, Set<T>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  add(one: T): void {
    const others = this.#byGrant.get(one.grant)
    if (others === undefined) this.#byGrant.set(one.grant, new Set([one]))
    else others.add(one)
    this.#size++
  }

  /** @returns whether it was there */
  delete(one: T): boolean {
    const others = this.#byGrant.get(one.grant)
    if (others === undefined || !others.delete(one)) return false
    this.#size--
    if (others.size === 0) this.#byGrant.delete(one.grant)
    return true
  }

  /** Takes out whose turn it is. */
  next(): T | undefined {
    for (const [grant, waiting] of this.#byGrant) {
      this.#byGrant.delete(grant)
      for (const one of waiting) {
        waiting.delete(one)
        this.#size--
        if (waiting.size > 0) this.#byGrant.set(grant, waiting)
        return one
      }
    }
    return undefined
  }

  /**
   * Takes out the latest of the grant that has most waiting, if that is more than another one has with one more: whoever
   * fills the queue makes room in it for the others.
   */
  makeRoomFor({ grant }: Queued): T | undefined {
    const most = [...this.#byGrant.values()].reduce((a, b) => (b.size > a.size ? b : a), new Set<T>())
    if (most.size <= (this.#byGrant.get(grant)?.size ?? 0) + 1) return undefined
    const latest = [...most].at(-1)
    if (latest !== undefined) this.delete(latest)
    return latest
  }
}
