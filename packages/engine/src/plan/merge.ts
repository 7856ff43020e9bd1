/** Several documents over one tool: each is judged, the most restrictive effect wins, the limits of all apply. */
import type { GovernedBy } from '../decide/decision.ts'
import { compileResults } from '../result/result-plan.ts'
import type { Plan } from './plan.ts'

/** How much a document says of a tool: the one that names it most closely answers for an allowed call. */
const CLOSENESS: Readonly<Record<GovernedBy, number>> = { hidden: 4, entry: 3, pattern: 2, class: 1, default: 0 }

/**
 * One plan out of those of several documents, in their order. Hidden in one is hidden. What no argument can change is
 * said first; then the checks of the first document, of the second, and so on.
 */
export function mergePlans(plans: readonly [Plan, ...Plan[]], watchesSecrets: boolean): Plan {
  const [first] = plans
  if (plans.length === 1) return first
  const refusing = plans.find(({ by }) => by === 'hidden') ?? plans.find(({ refusal }) => refusal !== undefined)
  if (refusing !== undefined) return refusing
  const closest = plans.reduce((best, each) => (CLOSENESS[each.by] >= CLOSENESS[best.by] ? each : best))
  const placedResults = plans.flatMap((plan) => plan.placedResults)
  return {
    by: closest.by,
    rule: closest.rule,
    document: closest.document,
    refusal: undefined,
    checks: plans.flatMap(({ checks }) => checks),
    asks: plans.flatMap(({ asks }) => asks),
    claims: plans.flatMap(({ claims }) => claims),
    placedResults,
    results: compileResults(placedResults, watchesSecrets),
    reads: new Set(plans.flatMap(({ reads }) => [...reads])),
  }
}
