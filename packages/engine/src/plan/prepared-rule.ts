/** One rule with everything of its own prepared: rules that apply together are put together out of these. */
import type { PathRoot } from '../condition/path-text.ts'
import { limitsOf, type PreparedLimit } from '../limit/limit.ts'
import type { Rule } from '../policy/rule.ts'
import type { PlacedResults } from '../result/placed-results.ts'
import { pointerOf } from '../text/pointer.ts'
import { type AskPlan, asksOf, type Check, checksOf } from './check.ts'
import { rootsOf } from './roots.ts'
import type { Source } from './source.ts'

/** A rule and where it stands: unescaped segments. */
export interface PlacedRule {
  readonly rule: Rule
  readonly place: readonly string[]
}

/** A prepared rule. */
export interface PreparedRule extends PlacedRule {
  readonly source: Source
  readonly denyIf: readonly Check[]
  readonly require: readonly Check[]
  readonly asks: readonly AskPlan[]
  readonly limits: readonly PreparedLimit[]
  readonly results: readonly PlacedResults[]
  /** What its conditions and limits look at. */
  readonly reads: ReadonlySet<PathRoot>
}

/**
 * Prepares one rule.
 * @throws Error for a rule that `parsePolicy` would have refused
 */
export function prepareRule(placed: PlacedRule, source: Source): PreparedRule {
  const { rule, place } = placed
  return {
    rule,
    place,
    source,
    denyIf: checksOf(placed, 'deny_if', source),
    require: checksOf(placed, 'require', source),
    asks: asksOf(placed, source),
    limits: limitsOf(rule, place, source.timezone),
    results: rule.results === undefined ? [] : [placedResults([...place, 'results'], rule.results, source)],
    reads: rootsOf(rule),
  }
}

/** The results of a rule or of the document. */
export function placedResults(
  place: readonly string[],
  results: PlacedResults['results'],
  { document, timezone }: Source,
): PlacedResults {
  return { document, rule: pointerOf(place), results, timezone }
}
