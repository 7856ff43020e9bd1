/** Conditions: three-valued questions about one call. */
import type { AllOf, AnyOf, Comparison, Condition, Not } from '../policy/condition.ts'
import { compileComparison } from './comparison.ts'
import type { Evaluation } from './evaluation.ts'
import type { Truth } from './fault.ts'
import type { Path } from './path.ts'

/** Judges one call. */
export type Test = (evaluation: Evaluation) => Truth

/** How a path with `[*]` is read: one element is enough, or every one counts. */
export type Quantifier = 'any' | 'all'

/** What a condition needs to know of where it stands. */
export interface Setting {
  /** Of paths with `[*]` that do not say: `all` in `require`, `any` where a condition refuses or asks. */
  readonly quantifier: Quantifier
  /** Of the document. */
  readonly timezone: string
}

/** A prepared condition: the test that decides, and what it is made of, for those who want to know why. */
export interface CompiledCondition {
  readonly condition: Condition
  readonly test: Test
  /** What a combination combines. */
  readonly parts: readonly CompiledCondition[]
  /** What a comparison looks at. */
  readonly path: Path | undefined
}

const NO_PARTS: readonly CompiledCondition[] = []

/**
 * Prepares a condition. A `not` turns the reading of `[*]` around, so that the safe one stays safe.
 * @throws Error for a path, an operator or a value that `parsePolicy` would have refused
 */
export function compileCondition(condition: Condition, setting: Setting): CompiledCondition {
  if (isAnyOf(condition)) return combine(condition, condition.any, setting, anyOf)
  if (isAllOf(condition)) return combine(condition, condition.all, setting, allOf)
  if (isNot(condition)) {
    const inner = compileCondition(condition.not, turned(setting))
    return { condition, test: not(inner.test), parts: [inner], path: undefined }
  }
  const compiled = compileComparison(condition, setting)
  if (!compiled.ok) throw new Error(`The policy was not checked: ${compiled.flaw.message}.`)
  return { condition, test: compiled.value.test, parts: NO_PARTS, path: compiled.value.path }
}

function combine(
  condition: Condition,
  inner: readonly Condition[],
  setting: Setting,
  combination: (tests: readonly Test[]) => Test,
): CompiledCondition {
  const parts = inner.map((each) => compileCondition(each, setting))
  return { condition, test: combination(parts.map(({ test }) => test)), parts, path: undefined }
}

function turned({ quantifier, timezone }: Setting): Setting {
  return { quantifier: quantifier === 'any' ? 'all' : 'any', timezone }
}

/** Every one is true. Judges all of them, so that a fault is never hidden by a neighbour. */
export function allOf(tests: readonly Test[]): Test {
  const [only] = tests
  if (only !== undefined && tests.length === 1) return only
  return (evaluation) => {
    let all = true
    for (const test of tests) {
      const truth = test(evaluation)
      if (typeof truth !== 'boolean') return truth
      all &&= truth
    }
    return all
  }
}

function anyOf(tests: readonly Test[]): Test {
  return (evaluation) => {
    let any = false
    for (const test of tests) {
      const truth = test(evaluation)
      if (typeof truth !== 'boolean') return truth
      any ||= truth
    }
    return any
  }
}

function not(test: Test): Test {
  return (evaluation) => {
    const truth = test(evaluation)
    return typeof truth === 'boolean' ? !truth : truth
  }
}

/** The paths that a condition reads, in order of appearance. */
export function pathsOf(condition: Condition): readonly string[] {
  if (isAnyOf(condition)) return condition.any.flatMap(pathsOf)
  if (isAllOf(condition)) return condition.all.flatMap(pathsOf)
  return isNot(condition) ? pathsOf(condition.not) : [condition.path]
}

export function isAnyOf(condition: Condition): condition is AnyOf {
  return Object.hasOwn(condition, 'any')
}

export function isAllOf(condition: Condition): condition is AllOf {
  return Object.hasOwn(condition, 'all')
}

export function isNot(condition: Condition): condition is Not {
  return Object.hasOwn(condition, 'not')
}

/** A condition that combines no others. */
export function isComparison(condition: Condition): condition is Comparison {
  return Object.hasOwn(condition, 'op')
}
