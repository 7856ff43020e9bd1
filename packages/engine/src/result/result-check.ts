/** Conditions under which a result is withheld. */
import { allOf, compileCondition, pathsOf, type Test } from '../condition/condition.ts'
import { Evaluation, type Outcome } from '../condition/evaluation.ts'
import { Fault } from '../condition/fault.ts'
import type { DocumentRef, RuleId } from '../decide/decision.ts'
import type { CallRequest } from '../decide/request.ts'
import type { Predicate } from '../policy/rule.ts'
import type { PlacedResults } from './placed-results.ts'

/** One predicate of `results.deny_if`, prepared. */
export interface ResultCheck {
  readonly rule: RuleId
  readonly document: DocumentRef
  readonly test: Test
  /** It looks at every text of what came back: of an error too. */
  readonly readsTexts: boolean
  /** What the agent is told: the policy's own words; undefined: the standard ones. */
  readonly message: string | undefined
}

/** Prepares a predicate. */
export function prepareCheck(
  { rule, document, timezone }: PlacedResults,
  predicate: Predicate,
  index: number,
): ResultCheck {
  const { conditions } = predicate
  return {
    rule: `${rule}/deny_if/${index}`,
    document,
    test: allOf(conditions.map((condition) => compileCondition(condition, { quantifier: 'any', timezone }).test)),
    readsTexts: conditions.some((condition) => pathsOf(condition).includes('result.text')),
    message: predicate.on_deny,
  }
}

/** A predicate that withholds a result, and why. */
export interface FailedCheck {
  readonly check: ResultCheck
  /** It could not be judged: why, without values. */
  readonly because: string | undefined
}

/** The first predicate that holds, or that cannot be judged. */
export function failedCheck(
  checks: readonly ResultCheck[],
  request: CallRequest,
  outcome: Outcome,
): FailedCheck | undefined {
  const evaluation = new Evaluation(request, outcome)
  for (const check of checks) {
    const truth = check.test(evaluation)
    if (truth instanceof Fault) return { check, because: truth.because }
    if (truth) return { check, because: undefined }
  }
  return undefined
}
