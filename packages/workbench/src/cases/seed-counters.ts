/** Counters that something is used up of before a case begins. */
import {
  type Allow,
  type Ask,
  amountFromNumber,
  amountFromText,
  type CallRequest,
  type Claim,
  decide,
  MAX_AMOUNT,
} from '@portcullis/engine'
import type { CaseState } from './case-state.ts'

/** What was used up before the case began is taken when a call first comes to that counter. */
export function seed(state: CaseState, request: CallRequest, decision: Allow | Ask): void {
  const all = decision.shadow === undefined ? decision.claims : [...decision.claims, ...decision.shadow.claims]
  const unseeded = all.filter(({ key, counter }) => state.used.has(counter) && !state.seeded.has(key))
  if (unseeded.length === 0) return
  const before = { ...request, context: { ...request.context, at: state.began } }
  const then = decide(state.compiled, before)
  const claims = then.effect === 'deny' ? [] : [...then.claims, ...(then.shadow?.claims ?? [])]
  for (const claim of unseeded) {
    state.seeded.add(claim.key)
    state.seededNames.add(claim.counter)
    const amount = amountOf(state.used.get(claim.counter))
    const first = claims.find(({ key }) => key === claim.key) ?? claim
    if (amount === undefined || amount === 0) continue
    state.counters.take([usedUp(first, amount)], { tool: request.tool.name, at: state.began, mayExceed: true })
  }
}

function usedUp(claim: Claim, amount: Claim['amount']): Claim {
  const terms = claim.terms && { ...claim.terms, asks: undefined, warnings: [] }
  return { ...claim, amount, max: MAX_AMOUNT, terms }
}

function amountOf(written: number | string | undefined): Claim['amount'] | undefined {
  return typeof written === 'string' ? amountFromText(written) : amountFromNumber(written ?? 0)
}
