/** Which changes of the directory are in force everywhere: at every process that may answer a call. */

/** Whoever has to have a change before it holds. */
type Party = string

/** Counts confirmations. */
export interface InForce {
  /** Another change goes to all parties; answers the number under which they are told. */
  next(confirm: () => void): number
  /** Somebody who has everything up to now, and nothing to confirm of it. */
  join(party: Party): void
  leave(party: Party): void
  confirmed(party: Party, number: number): void
  /** Nobody waits for confirmations any more. */
  forget(): void
}

/** Begins without parties. */
export function createInForce(): InForce {
  const parties = new Map<Party, number>()
  const waiting = new Map<number, () => void>()
  let last = 0

  function tell(): void {
    const everywhere = Math.min(last, ...parties.values())
    for (const [number, confirm] of waiting) {
      if (number > everywhere) return
      waiting.delete(number)
      confirm()
    }
  }
  return {
    next(confirm) {
      last += 1
      waiting.set(last, confirm)
      return last
    },
    join: (party) => void parties.set(party, last),
    leave(party) {
      parties.delete(party)
      tell()
    },
    confirmed(party, number) {
      const before = parties.get(party)
      if (before === undefined) return
      parties.set(party, Math.max(before, number))
      tell()
    },
    forget: () => waiting.clear(),
  }
}
