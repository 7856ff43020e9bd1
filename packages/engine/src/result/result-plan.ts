/** What has to be done with the result of a call, prepared once for each change of the documents. */
import type { DocumentRef, RuleId } from '../decide/decision.ts'
import type { OrFlaw } from '../policy/problem.ts'
import { pointerOf } from '../text/pointer.ts'
import type { PlacedResults } from './placed-results.ts'
import { prepareRedactor, type Redactor } from './redactor.ts'
import { prepareCheck, type ResultCheck } from './result-check.ts'

export type { PlacedResults } from './placed-results.ts'

/** The most that a result may have, and who says so. */
export interface SizeBound {
  readonly bytes: number
  readonly rule: RuleId
  readonly document: DocumentRef
}

/** Everything that applies to the results of one tool. */
export interface ResultPlan {
  /** The smallest of all. */
  readonly maxBytes: SizeBound | undefined
  readonly redactors: readonly Redactor[]
  readonly checks: readonly ResultCheck[]
  /** It has to be noticed where a secret passes: a rule asks for `seen.secrets`. */
  readonly watchesSecrets: boolean
}

/**
 * Puts together what applies: all redactions and all conditions, and the smallest bound.
 * @param watchesSecrets whether a rule reads `seen.secrets`
 * @returns undefined where nothing has to be done, so that results pass as they are
 * @throws Error for what `parsePolicy` would have refused
 */
export function compileResults(placed: readonly PlacedResults[], watchesSecrets = false): ResultPlan | undefined {
  const plan: ResultPlan = {
    maxBytes: placed.flatMap(boundOf).reduce<SizeBound | undefined>(smaller, undefined),
    redactors: placed.flatMap(redactorsOf),
    checks: placed.flatMap(checksOf),
    watchesSecrets,
  }
  const isEmpty = plan.maxBytes === undefined && plan.redactors.length === 0 && plan.checks.length === 0
  return isEmpty && !watchesSecrets ? undefined : plan
}

function boundOf({ results, rule, document }: PlacedResults): readonly SizeBound[] {
  if (results.max_bytes === undefined) return []
  return [{ bytes: results.max_bytes, rule: `${rule}/max_bytes`, document }]
}

const smaller = (best: SizeBound | undefined, each: SizeBound): SizeBound =>
  best === undefined || each.bytes < best.bytes ? each : best

function redactorsOf({ results, rule, document }: PlacedResults): readonly Redactor[] {
  return (results.redact ?? []).map((written, index) =>
    checked(prepareRedactor(written, { rule: rule + pointerOf(['redact', index]), document })),
  )
}

function checksOf(placed: PlacedResults): readonly ResultCheck[] {
  return (placed.results.deny_if ?? []).map((predicate, index) => prepareCheck(placed, predicate, index))
}

function checked<T>(prepared: OrFlaw<T>): T {
  if (!prepared.ok) throw new Error(`The policy was not checked: ${prepared.flaw.message}.`)
  return prepared.value
}
