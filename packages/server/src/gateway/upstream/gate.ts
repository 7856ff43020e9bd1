/** The gate before one server: how many requests are there at once, who waits, and whether it is worth trying at all. */
import type { Server } from '../../ports/directory.ts'
import { Circuit } from './circuit.ts'
import { Deadlines } from './deadlines.ts'
import { FairQueue } from './fair-queue.ts'
import { emptyTally, type Tally } from './tally.ts'
import type { Door, TurnedAway, Visit } from './visit.ts'

/** How many, and how long: milliseconds. */
export interface Pace {
  readonly maxConcurrency: number
  readonly maxQueued: number
  /** Longest wait in the queue. */
  readonly queueTimeout: number
  /** Longest time from its beginning to the end of its answer. */
  readonly callTimeout: number
}

/** How a server stands: what can be measured of it. Counts are from the start of the gateway. */
export interface GateStanding extends Readonly<Tally> {
  /** Requests that take a place now. */
  readonly inFlight: number
  readonly queued: number
  /** Requests that got their place after a wait, and how long they waited in all, milliseconds. */
  readonly waited: number
  readonly waitedFor: number
  /** Requests that were refused because the queue was full, or its wait too long. */
  readonly refusedBusy: number
  /** Requests that were refused because the server was left alone. */
  readonly refusedOpen: number
  /** Requests that the server did not answer. */
  readonly unanswered: number
  /** `open`: the server is left alone, and tried now and then. */
  readonly circuit: 'closed' | 'open'
  /** How often it was opened. */
  readonly opened: number
}

/** Requests at a program at once, where nothing is said. */
const AT_A_PROGRAM = 64
const MAX_QUEUED = 1024
/** Bytes of the requests that wait in the name of one grant: a queue of the largest ones would be a gigabyte. */
const MAX_QUEUED_BYTES = 16 * 1024 * 1024
const QUEUE_TIMEOUT = 10_000
const CALL_TIMEOUT = 3_600_000

/** What the configuration leaves open: as many at once as there may be connections. */
export function paceOf({ transport, limits }: Pick<Server, 'transport' | 'limits'>): Pace {
  const atOnce = transport.kind === 'stdio' ? AT_A_PROGRAM : limits.maxConnections
  return {
    maxConcurrency: limits.maxConcurrency ?? atOnce,
    maxQueued: limits.maxQueued ?? MAX_QUEUED,
    queueTimeout: limits.queueTimeout ?? QUEUE_TIMEOUT,
    callTimeout: limits.callTimeout ?? CALL_TIMEOUT,
  }
}

const seconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1000))

/** Belongs to a server, whatever credentials its connections have: it is the server that is spared. */
export class Gate implements Door {
  readonly tally: Tally = emptyTally()
  readonly #now: () => number
  readonly #queue = new FairQueue<Visit>()
  readonly #circuit = new Circuit()
  /** Whoever went in before the server's configuration changed may have been cut off by that. */
  #version = 0
  #deadlines: Deadlines
  #pace: Pace
  #inFlight = 0
  #waited = 0
  #waitedFor = 0
  #refusedBusy = 0
  #refusedOpen = 0
  #unanswered = 0

  /** @param now monotonic, milliseconds */
  constructor(pace: Pace, now: () => number) {
    this.#pace = pace
    this.#now = now
    this.#deadlines = deadlinesFor(pace)
  }

  /**
   * Lets a request in, lets it wait, or turns it away.
   * @param light it takes no place, and never waits
   */
  enter(visit: Visit, light: boolean): 'in' | 'waiting' | TurnedAway {
    if (this.#circuit.isOpen) {
      const left = this.#circuit.try(this.#now(), visit.owner)
      if (left > 0) return this.#spared(left)
      visit.tries = true
    }
    visit.light = light
    visit.version = this.#version
    if (light || this.#inFlight < this.#pace.maxConcurrency) {
      if (!light) this.#inFlight++
      visit.letIn(this)
      return 'in'
    }
    return this.#wait(visit)
  }

  begun(visit: Visit): void {
    if (!visit.light) visit.arm(this.#deadlines, this.#pace.callTimeout)
  }

  left(visit: Visit, wasIn: boolean): void {
    if (visit.light) return
    visit.disarm()
    if (wasIn) this.#free()
    else this.#queue.delete(visit)
  }

  answered(): void {
    if (!this.#circuit.isQuiet) this.#circuit.answered(this.#now())
  }

  unanswered(visit: Visit, sent: boolean): void {
    if (visit.version !== this.#version) return
    this.#unanswered++
    const now = this.#now()
    if (!this.#circuit.failed(now, { owner: visit.owner, tried: visit.tries, sent })) return
    // Nobody has to wait for a server that does not answer.
    const left = this.#circuit.try(now, visit.owner)
    for (let next = this.#queue.next(); next !== undefined; next = this.#queue.next())
      this.#turnAway(next, this.#spared(left))
  }

  overdue(visit: Visit): void {
    if (!this.#queue.delete(visit)) return
    this.#refusedBusy++
    this.#turnAway(visit, { why: 'busy', retryAfter: 1 })
  }

  /** Its bounds are others now. @param isElsewhere the server is at another place: what was known of it is forgotten */
  renew(pace: Pace, isElsewhere: boolean): void {
    this.#pace = pace
    this.#version++
    this.#deadlines = deadlinesFor(pace)
    if (isElsewhere) this.#circuit.forget()
    while (this.#inFlight < pace.maxConcurrency && this.#letNextIn()) this.#inFlight++
  }

  standing(): GateStanding {
    return {
      ...this.tally,
      inFlight: this.#inFlight,
      queued: this.#queue.size,
      waited: this.#waited,
      waitedFor: this.#waitedFor,
      refusedBusy: this.#refusedBusy,
      refusedOpen: this.#refusedOpen,
      unanswered: this.#unanswered,
      circuit: this.#circuit.isOpen ? 'open' : 'closed',
      opened: this.#circuit.opened,
    }
  }

  #wait(visit: Visit): 'waiting' | TurnedAway {
    const { maxQueued, queueTimeout } = this.#pace
    const isTooMuch = this.#queue.bytesOf(visit.grant) + visit.size > MAX_QUEUED_BYTES
    if (isTooMuch || this.#queue.size >= maxQueued) {
      // Within this time everybody who waits now is in, or gone.
      const full: TurnedAway = { why: 'busy', retryAfter: seconds(queueTimeout) }
      const other = isTooMuch || maxQueued === 0 ? undefined : this.#queue.makeRoomFor(visit)
      this.#refusedBusy++
      if (other === undefined) return full
      this.#turnAway(other, full)
    }
    visit.since = this.#now()
    visit.letWait(this)
    this.#queue.add(visit)
    visit.arm(this.#deadlines, queueTimeout)
    return 'waiting'
  }

  #spared(left: number): TurnedAway {
    this.#refusedOpen++
    return { why: 'unreachable', retryAfter: seconds(left) }
  }

  #turnAway(visit: Visit, found: TurnedAway): void {
    visit.disarm()
    visit.call(found)
  }

  /** A place is free: the next one has it before anybody who comes now. */
  #free(): void {
    const isTooMany = this.#inFlight > this.#pace.maxConcurrency
    if (isTooMany || !this.#letNextIn()) this.#inFlight--
  }

  #letNextIn(): boolean {
    const next = this.#queue.next()
    if (next === undefined) return false
    next.disarm()
    this.#waited++
    this.#waitedFor += this.#now() - next.since
    next.call('in')
    return true
  }
}

const deadlinesFor = ({ queueTimeout, callTimeout }: Pace): Deadlines =>
  new Deadlines(Math.min(queueTimeout, callTimeout))
