/** What is said where a limit stands in the way of a call: which one, how much of it is used, and when there is room again. */
import { formatAmount, type Instant } from '@portcullis/engine'
import { type Exceeded, MAX_VALUES, type Refused } from '../ports/counter-store.ts'
import type { Refusal } from './errors.ts'

/**
 * A limit refuses the call.
 * @param at when the call was complete
 */
export function limitExceeded(found: Refused, at: Instant, tool: string): Refusal {
  const { counter, rule, document } = found
  const refused = { code: 'limit_exceeded', rule, document, counter } as const
  if (neverFits(found))
    return { ...refused, message: `${found.onDeny ?? tooMuch(found, tool)} Repeating it will not help.` }
  const { sentence, retryAfter } = whenAgain(found, at)
  const told = found.onDeny ?? (found.reason === 'values' ? tooManyValues(found, tool) : usedUp(found, tool))
  return { ...refused, message: `${told} ${sentence}`, retryAfter }
}

/** A limit wants a person to be asked, and there is nobody. */
export function limitAsks(found: Exceeded, at: Instant, tool: string): Refusal {
  const { counter, rule, document } = found
  const refused = { code: 'approval_unavailable', rule, document, counter } as const
  const told =
    found.onDeny ?? `${tool} would take more of ${counter} than may be used without asking (${usage(found)} used).`
  const nobody = 'A person would have to approve this call, and this gateway has nobody to ask, so it was not made.'
  if (neverFits(found)) return { ...refused, message: `${told} ${nobody}` }
  const { sentence, retryAfter } = whenAgain(found, at)
  return { ...refused, message: `${told} ${nobody} ${sentence}`, retryAfter }
}

const neverFits = ({ amount, max }: Exceeded): boolean => amount > max

const usage = ({ used, max }: Exceeded): string => `${formatAmount(used)} of ${formatAmount(max)}`

const usedUp = (found: Exceeded, tool: string): string =>
  `${tool} is limited, and ${found.counter} is used up for now (${usage(found)}).`

const tooManyValues = ({ counter }: Exceeded, tool: string): string =>
  `${tool} is limited by value, and ${counter} counts ${MAX_VALUES} values already.`

const tooMuch = ({ counter, amount, max }: Exceeded, tool: string): string =>
  `${tool} is limited, and this call alone would take ${formatAmount(amount)} of ${counter}, which allows ${formatAmount(max)}.`

function whenAgain({ resetsAt }: Exceeded, at: Instant): { readonly sentence: string; readonly retryAfter: number } {
  const retryAfter = Math.max(1, Math.ceil((resetsAt - at) / 1000))
  const when = new Date(resetsAt).toISOString().replace('.000Z', 'Z')
  return { sentence: `It resets in ${retryAfter} s, at ${when}; try again then.`, retryAfter }
}
