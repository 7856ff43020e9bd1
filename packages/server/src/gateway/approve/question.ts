/** What people are asked about a call: every rule that asks, those of limits included. */
import { type AskRule, type Claim, formatAmount } from '@portcullis/engine'
import type { Exceeded } from '../../ports/counter-store.ts'

/** At least one rule asks. */
export interface Question {
  readonly rules: readonly [AskRule, ...AskRule[]]
  /** The limit that asks, where no other rule does. */
  readonly limit: Exceeded | undefined
}

/**
 * @param asks rules of the policy that ask
 * @param limits that it would exceed, and that ask
 * @returns undefined where nothing asks, or a limit asks of which nobody knows how
 */
export function questionOf(
  asks: readonly AskRule[],
  claims: readonly Claim[],
  limits: readonly Exceeded[],
  tool: string,
): Question | undefined {
  const byLimits = limits.map((limit) => askRuleOf(limit, claims, tool))
  const [first, ...rest] = [...asks, ...byLimits.filter((rule) => rule !== undefined)]
  if (first === undefined || byLimits.includes(undefined)) return undefined
  return { rules: [first, ...rest], limit: asks.length === 0 ? limits[0] : undefined }
}

function askRuleOf(limit: Exceeded, claims: readonly Claim[], tool: string): AskRule | undefined {
  const { rule, document } = limit
  const asking = claims.find(({ terms, document: of }) => terms?.asks?.rule === rule && of.id === document.id)?.terms
    ?.asks
  return asking && { rule, document, message: limit.onDeny ?? overLimit(limit, tool), ...asking.terms }
}

/** What is said of a limit that asks. */
export const overLimit = ({ counter, used, max }: Exceeded, tool: string): string =>
  `${tool} would take more of ${counter} than may be used without asking (${formatAmount(used)} of ${formatAmount(max)} used).`

/** Whether a person who answered one question has answered the other too. */
export function covers(answered: Question, other: Question): boolean {
  return other.rules.every(({ rule, document }) =>
    answered.rules.some(
      (known) =>
        known.rule === rule && known.document.id === document.id && known.document.version === document.version,
    ),
  )
}
