/** What the gateway is told of its own currency: whether every change of the database is in force at it. */
import { type Clock, machineTime } from '../../ports/clock.ts'

/** Until when the gateway may go by what it knows, and why not. */
export interface FedCurrency {
  /** By the clock's `monotonic`. */
  readonly until: number
  /** Everything was in force at that instant of the machine's time, which serves for so many milliseconds. */
  confirm(at: number, within: number): void
  /** What else keeps it from taking calls; undefined: nothing. */
  trouble(problem: string | undefined): void
  /** Why it should not be given calls, for the operator; undefined: it may. */
  problem(): string | undefined
}

/** @param isShared whether other gateways change what this one goes by */
export function createFedCurrency(clock: Clock, isShared: boolean, time: () => number = machineTime): FedCurrency {
  let until = isShared ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  let trouble: string | undefined
  return {
    get until() {
      return until
    },
    confirm(at, within) {
      // The message may have waited: what counts is when it was found.
      until = Math.max(until, clock.monotonic() - (time() - at) + within)
    },
    trouble(problem) {
      trouble = problem
    },
    problem: () => (clock.monotonic() > until ? CLOSED : trouble),
  }
}

const CLOSED =
  'The gateway cannot confirm that it knows every change in the database, so it refuses all calls. See that PostgreSQL runs and can be reached from here, and what the control plane says in the log; calls are taken again by themselves.'
