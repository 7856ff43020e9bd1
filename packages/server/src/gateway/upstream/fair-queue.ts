/** A queue in which everybody gets a turn: round-robin over grants, first come first served within each. */

/** Waits in the name of a grant. */
export interface Queued {
  readonly grant: string
  /** Bytes that it holds while it waits. */
  readonly size: number
}

/** What waits in the name of one grant. */
interface Line<T> {
  readonly waiting: Set<T>
  bytes: number
}

/** Bounded by its owner. Adding, leaving and taking the next cost the same, however many wait. */
export class FairQueue<T extends Queued> {
  /** In the order in which the grants get their turn. */
  readonly #lines = new Map<string, Line<T>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Bytes that are held in the name of a grant. */
  bytesOf(grant: string): number {
    return this.#lines.get(grant)?.bytes ?? 0
  }

  add(one: T): void {
    const line = this.#lines.get(one.grant) ?? { waiting: new Set<T>(), bytes: 0 }
    this.#lines.set(one.grant, line)
    line.waiting.add(one)
    line.bytes += one.size
    this.#size++
  }

  /** @returns whether it was there */
  delete(one: T): boolean {
    const line = this.#lines.get(one.grant)
    if (line === undefined || !line.waiting.delete(one)) return false
    line.bytes -= one.size
    this.#size--
    if (line.waiting.size === 0) this.#lines.delete(one.grant)
    return true
  }

  /** Takes out whose turn it is. */
  next(): T | undefined {
    for (const [grant, line] of this.#lines) {
      for (const one of line.waiting) {
        this.delete(one)
        // Its grant has its next turn after all others.
        if (this.#lines.delete(grant)) this.#lines.set(grant, line)
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
    const none: Line<T> = { waiting: new Set(), bytes: 0 }
    const { waiting } = [...this.#lines.values()].reduce((a, b) => (b.waiting.size > a.waiting.size ? b : a), none)
    if (waiting.size <= (this.#lines.get(grant)?.waiting.size ?? 0) + 1) return undefined
    const latest = [...waiting].at(-1)
    if (latest !== undefined) this.delete(latest)
    return latest
  }
}
