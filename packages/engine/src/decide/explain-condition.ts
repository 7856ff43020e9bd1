/** What came of one condition. */
import type { CompiledCondition } from '../condition/condition.ts'
import { isAllOf, isAnyOf, isComparison, isNot } from '../condition/condition.ts'
import { Evaluation } from '../condition/evaluation.ts'
import { Fault, type Truth } from '../condition/fault.ts'
import type { Path } from '../condition/path.ts'
import type { ConditionExplanation, Found } from './explanation.ts'
import type { CallRequest, JsonValue } from './request.ts'

/** Judges a condition, and all that it is made of, by the tests that decide. */
export function explainCondition(
  compiled: CompiledCondition,
  request: CallRequest,
  showValues: boolean,
): ConditionExplanation {
  const { condition, test, parts, path } = compiled
  const truth = test(new Evaluation(request))
  const comparison = isComparison(condition) ? condition : undefined
  return {
    kind: isAnyOf(condition) ? 'any' : isAllOf(condition) ? 'all' : isNot(condition) ? 'not' : 'comparison',
    truth: typeof truth === 'boolean' ? truth : truth.because,
    found: foundBy(truth, path, request),
    path: comparison?.path,
    op: comparison?.op,
    literal: comparison?.value,
    value: showValues && path !== undefined ? valueAt(path, request) : undefined,
    parts: parts.map((part) => explainCondition(part, request, showValues)),
  }
}

function foundBy(truth: Truth, path: Path | undefined, request: CallRequest): Found {
  if (typeof truth !== 'boolean') return 'not_judged'
  if (path !== undefined && isAbsent(path.readAll(new Evaluation(request)))) return 'absent'
  return truth ? 'held' : 'not_held'
}

function isAbsent(values: ReturnType<Path['readAll']>): boolean {
  if (values instanceof Fault) return false
  return values === undefined || values.every((value) => value === undefined || value === null)
}

function valueAt(path: Path, request: CallRequest): JsonValue | undefined {
  const values = path.readAll(new Evaluation(request))
  if (values === undefined || values instanceof Fault) return undefined
  return path.many ? values.map((value) => value ?? null) : values[0]
}
