/** Who may still put a record into a queue that the disk does not empty quickly enough. */

export interface Space {
  /** May `bytes` of this grant join a queue that holds `queued`? Counts them if so. */
  forDecision(grant: string, bytes: number, queued: number): boolean
  /** The same for what belongs to no grant or to a call that has happened already: it has a reserve of its own. */
  forOther(bytes: number, queued: number): boolean
}

/** Grants that can fill their whole share of the upper half at the same time. */
const SHARES = 32

/**
 * Space in a queue of `capacity` bytes. The lower half is free for all. In the upper half a grant gets at most one of 32
 * shares until the queue has fallen below the half again, so that one busy grant cannot keep the others out. Outcomes may
 * overdraw by a quarter: each follows a decision that was accepted, so they are as many as calls are in flight.
 */
export function space(capacity: number): Space {
  const half = capacity / 2
  const share = half / SHARES
  const overdraft = capacity + capacity / 4
  const used = new Map<string, number>()
  return {
    forDecision(grant, bytes, queued) {
      const total = queued + bytes
      if (total <= half) {
        if (used.size > 0) used.clear()
        return true
      }
      const ofGrant = (used.get(grant) ?? 0) + bytes
      if (total > capacity || ofGrant > share) return false
      used.set(grant, ofGrant)
      return true
    },
    forOther: (bytes, queued) => queued + bytes <= overdraft,
  }
}
