/** Operations that wait for their turn: in the order they came while they are few, else by turns of the grants. */
import type { Answer, Failed } from './operations.ts'

/** One operation. */
export interface Operation {
  /** Operations of one lane keep their order. */
  readonly lane: string
  readonly text: string
  /** Waits until it is carried out, however long: it may be carried out twice without harm. */
  readonly lasting: boolean
  /** When it came, on the monotonic clock. */
  readonly since: number
  readonly done: (answer: Answer | Failed) => void
}

interface Entry {
  readonly operation: Operation
  readonly place: number
}

interface Lane {
  entries: Entry[]
  first: number
}

/** What waits for one organisation. */
export class WaitingOperations {
  readonly #lanes = new Map<string, Lane>()
  /** What comes before everything else, in order. */
  #first: Operation[] = []
  #places = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  push(operation: Operation): void {
    const lane = this.#lanes.get(operation.lane)
    const entry = { operation, place: this.#places++ }
    if (lane === undefined) this.#lanes.set(operation.lane, { entries: [entry], first: 0 })
    else lane.entries.push(entry)
    this.#size++
  }

  /** They were not carried out: they come before all others. */
  putFirst(operations: readonly Operation[]): void {
    this.#first = [...operations, ...this.#first]
    this.#size += operations.length
  }

  /** The next ones. Whoever has many waiting has the others' turns between. */
  take(most: number): readonly Operation[] {
    const first = this.#first.splice(0, most)
    const found: Entry[] = []
    while (first.length + found.length < most && this.#lanes.size > 0) {
      // A lane that was removed and set again while it is walked comes again: at the end, as it should.
      for (const [name, lane] of this.#lanes) {
        const entry = lane.entries[lane.first++]
        this.#lanes.delete(name)
        if (lane.first < lane.entries.length) this.#lanes.set(name, trimmed(lane))
        if (entry !== undefined) found.push(entry)
        if (first.length + found.length >= most) break
      }
    }
    found.sort((a, b) => a.place - b.place)
    this.#size -= first.length + found.length
    return [...first, ...found.map(({ operation }) => operation)]
  }

  /** Removes those that it says so of, and returns them. */
  remove(goes: (operation: Operation) => boolean): readonly Operation[] {
    const everything = this.take(this.#size)
    const gone = everything.filter(goes)
    this.putFirst(everything.filter((one) => !goes(one)))
    return gone
  }
}

function trimmed(lane: Lane): Lane {
  if (lane.first < 1_000) return lane
  return { entries: lane.entries.slice(lane.first), first: 0 }
}
