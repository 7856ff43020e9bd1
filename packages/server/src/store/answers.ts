/** Answers that every store of counters gives. */
import type { Adjusted, Fits, Reserved, Settlement, Unavailable } from '../ports/counter-store.ts'
import type { Taken } from './counter.ts'
import type { AdjustedCounter, Ledger } from './ledger.ts'

/** Every claim was taken, and there is nothing more to say. */
export const RESERVED: Reserved = { outcome: 'reserved', warnings: [], unwritten: false }

/** Nothing stands in the way. */
export const FITS: Fits = { outcome: 'fits' }

/** The store could not answer, and why. */
export const unavailable = (cause: string): Unavailable => ({ outcome: 'unavailable', cause })

/** What is said of claims that were taken. */
export function reservedWith({ warnings }: Taken): Reserved {
  return warnings.length === 0 ? RESERVED : { outcome: 'reserved', warnings, unwritten: false }
}

/** What is said of an adjustment. */
export function told(adjusted: AdjustedCounter | Unavailable): Adjusted | Unavailable {
  if (adjusted.outcome === 'unavailable') return adjusted
  const { outcome, before, after } = adjusted
  return { outcome, before, after }
}

/** Gives back what the end of a call gives back. */
export function settleIn(ledger: Ledger, taken: Taken, how: Settlement): void {
  if (how === 'release') ledger.giveBack(taken)
  else if (how !== 'commit') ledger.giveBack(taken, how)
}
