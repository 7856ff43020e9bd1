/** What the claims of one call mean for each other, and for whoever is warned. */
import type { Amount, Claim } from '@portcullis/engine'
import type { ReachedMark, Settlement } from '../ports/counter-store.ts'

/** Of nearly every call. */
export const NO_WARNINGS: readonly ReachedMark[] = []

/** Whether a claim is given back as its call ends so. */
export const comesBack = ({ terms }: Claim, how: Settlement): boolean =>
  how === 'release' || (how !== 'commit' && terms?.refundOn.includes(how) === true)

/** What the first `count` claims take from the counter of this key. */
export function takenBefore(claims: readonly Claim[], count: number, key: string): number {
  let left = count
  let sum = 0
  for (const one of claims) {
    if (left-- === 0) break
    if (one.key === key) sum += one.amount
  }
  return sum
}

/** The marks that a claim takes its counter to or past. */
export function reached(
  { counter, document, terms, amount }: Claim,
  used: number,
  before: readonly ReachedMark[],
): readonly ReachedMark[] {
  if (terms === undefined || terms.warnings.length === 0) return before
  const passed = terms.warnings.filter(({ at }) => used < at && used + amount >= at)
  if (passed.length === 0) return before
  return [
    ...before,
    ...passed.map(({ rule, max }) => ({ counter, rule, document, max, used: (used + amount) as Amount })),
  ]
}
