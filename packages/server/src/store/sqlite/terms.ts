/** What the limits of a call let the store of counters do before their claims are written. */
import type { ClaimTerms } from '@portcullis/engine'
import type { Taken } from '../counter.ts'

/** Whether the call may go on where nothing can be written. */
export const isPatient = (taken: Taken | undefined): boolean =>
  allSay(taken, (terms) => terms.onStoreFailure === 'allow')

/** Whether the call need not wait until its claims are written. */
export const isRelaxed = (taken: Taken | undefined): boolean => allSay(taken, (terms) => terms.durability === 'relaxed')

/** Whether something is claimed, all limits say so, and none of them counts an amount. */
function allSay(taken: Taken | undefined, says: (terms: ClaimTerms) => boolean): boolean {
  for (let one = taken; one !== undefined; one = one.rest) {
    const { terms, amountful } = one.claim
    if (amountful || terms === undefined || !says(terms)) return false
  }
  return taken !== undefined
}
