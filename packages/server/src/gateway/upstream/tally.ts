/** What is counted of the ways to one server, from the start of the gateway. */

/** Counts that only grow. Whoever makes connections and children adds to them. */
export interface Tally {
  /** Connections that were made. */
  connects: number
  /** Connections that could not be made. */
  connectFailures: number
  /** Children that were started. */
  starts: number
  /** Children that ended by themselves, or could not be started. */
  crashes: number
}

/** Nothing happened yet. */
export const emptyTally = (): Tally => ({ connects: 0, connectFailures: 0, starts: 0, crashes: 0 })
