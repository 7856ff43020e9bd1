/** One request's way through the gate of its server: it waits before it, is within it, and leaves it. */
import type { Subject } from '@portcullis/engine'
import type { Deadlines, Timed } from './deadlines.ts'

/** Why a request is not let in. */
export interface TurnedAway {
  /** `busy`: too many are in, and too many wait. `unreachable`: the server is left alone for a while. */
  readonly why: 'busy' | 'unreachable'
  /** Seconds after which it may be tried again. */
  readonly retryAfter: number
}

/** The gate, as those within it use it. */
export interface Door {
  /** @param wasIn false: it only waited */
  left(visit: Visit, wasIn: boolean): void
  answered(): void
  unanswered(visit: Visit, sent: boolean): void
  /** From now on its time is running. */
  begun(visit: Visit): void
  overdue(visit: Visit): void
}

/** Whoever is within for so long. */
export interface Visitor {
  /** It has taken all the time that a request may take. */
  onOverdue(): void
}

/** Told once: that it is in, or why not. */
export type Called = (found: 'in' | TurnedAway) => void

/** Made for each request. It is at one gate at most. */
export class Visit implements Timed {
  due = 0
  place = -1
  readonly grant: string
  readonly owner: string
  readonly size: number
  /** It takes no place: what belongs to the protocol itself. */
  light = false
  /** It tries whether a server that is left alone answers again. */
  tries = false
  /** Of the gate, when it came to it. */
  version = 0
  /** When it began to wait; monotonic, milliseconds. */
  since = 0
  #deadlines: Deadlines | undefined
  #door: Door | undefined
  #called: Called | undefined
  #visitor: Visitor | undefined

  /**
   * @param whose in whose name it waits
   * @param size bytes of the request
   */
  constructor({ grant, owner }: Pick<Subject, 'grant' | 'owner'>, size: number) {
    this.grant = grant
    this.owner = owner
    this.size = size
  }

  /** Whether it may go on through this gate. */
  isIn(door: Door): boolean {
    return this.#door === door && this.#called === undefined
  }

  /** The gate has let it in. */
  letIn(door: Door): void {
    this.#door = door
  }

  /** The gate lets it wait. */
  letWait(door: Door): void {
    this.#door = door
    this.#called = () => undefined
  }

  /** @param called told when the waiting ends */
  onCalled(called: Called): void {
    this.#called = called
  }

  /** Its waiting is over. */
  call(found: 'in' | TurnedAway): void {
    const called = this.#called
    this.#called = undefined
    if (found !== 'in') {
      this.#door = undefined
      this.tries = false
    }
    called?.(found)
  }

  /** It has so long, milliseconds. */
  arm(deadlines: Deadlines, after: number): void {
    this.#deadlines = deadlines
    deadlines.arm(this, after)
  }

  disarm(): void {
    this.#deadlines?.disarm(this)
  }

  /** A request is forwarded: whoever does it says when it is over. */
  take(visitor: Visitor): void {
    this.#visitor = visitor
    this.#door?.begun(this)
  }

  /** Nothing was forwarded, and nothing will be. */
  leaveUntaken(): void {
    if (this.#visitor === undefined) this.leave()
  }

  leave(): void {
    const door = this.#door
    if (door === undefined) return
    const wasIn = this.#called === undefined
    this.#door = undefined
    this.#called = undefined
    door.left(this, wasIn)
    this.tries = false
  }

  /** The server answered, whatever it said. */
  answered(): void {
    this.#door?.answered()
  }

  /** The server did not answer. @param sent some byte of the request may have reached it */
  unanswered(sent: boolean): void {
    this.#door?.unanswered(this, sent)
  }

  onDeadline(): void {
    if (this.#called !== undefined) this.#door?.overdue(this)
    else this.#visitor?.onOverdue()
  }
}
