/** Conditions: three-valued questions about one call. */
import { Fault, type Truth } from './fault.ts'
import { isArray } from './json.ts'
import { OPERATORS } from './operators.ts'
import { isInexact, type Path, parsePath } from './path.ts'
import type { AllOf, AnyOf, Comparison, Condition, Not } from './policy.ts'
import { flawed, type OrFlaw, sound } from './problem.ts'
import type { CallRequest, JsonValue } from './request.ts'
import { suggest } from './suggest.ts'

/** Judges one call. */
export type Test = (request: CallRequest) => Truth

/**
 * Prepares a condition.
 * @throws Error for a path, an operator or a value that `parsePolicy` would have refused
 */
export function compileCondition(condition: Condition): Test {
  if (isAnyOf(condition)) return anyOf(condition.any.map(compileCondition))
  if (isAllOf(condition)) return allOf(condition.all.map(compileCondition))
  if (isNot(condition)) return not(compileCondition(condition.not))
  const test = compileComparison(condition)
  if (!test.ok) throw new Error(`The policy was not checked: ${test.flaw.message}.`)
  return test.value
}

/** Every one is true. Judges all of them, so that a fault is never hidden by a neighbour. */
export function allOf(tests: readonly Test[]): Test {
  const [only] = tests
  if (only !== undefined && tests.length === 1) return only
  return (request) => {
    let all = true
    for (const test of tests) {
      const truth = test(request)
      if (typeof truth !== 'boolean') return truth
      all &&= truth
    }
    return all
  }
}

function anyOf(tests: readonly Test[]): Test {
  return (request) => {
    let any = false
    for (const test of tests) {
      const truth = test(request)
      if (typeof truth !== 'boolean') return truth
      any ||= truth
    }
    return any
  }
}

function not(test: Test): Test {
  return (request) => {
    const truth = test(request)
    return typeof truth === 'boolean' ? !truth : truth
  }
}

/** Prepares a comparison, or says what is wrong with its value. */
export function compileComparison({ path: text, op, value: literal }: Comparison): OrFlaw<Test> {
  const path = parsePath(text)
  if (!path.ok) return path
  const operator = Object.hasOwn(OPERATORS, op) ? OPERATORS[op] : undefined
  if (operator === undefined)
    return flawed('bad_value', `there is no operator "${op}"`, 'Use an operator of the reference.')
  const { read, subject } = path.value
  const verdict = operator.prepare(literal, subject)
  if (!verdict.ok) return verdict
  const stranger = strangerAmong(path.value, op, literal)
  if (stranger !== undefined) return stranger
  const judge = verdict.value
  const whenAbsent = operator.absent(literal)
  const inexact = new Fault(`${subject} holds a number with more digits than can be compared exactly`)
  return sound((request) => {
    const value = read(request)
    if (value === undefined || value === null) return whenAbsent
    if (value instanceof Fault) return value
    if (operator.reads && request.inexact.size > 0 && isInexact(path.value, value, request)) return inexact
    return judge(value)
  })
}

/** Where only some words can stand, a comparison with another one would never hold. */
function strangerAmong({ words, subject }: Path, op: string, literal: JsonValue): OrFlaw<never> | undefined {
  if (words === undefined || !WHOLE_VALUE.has(op)) return undefined
  const candidates = isArray(literal) ? literal : [literal]
  const stranger = candidates.find((each) => !words.some((word) => word === each))
  if (stranger === undefined) return undefined
  const near = typeof stranger === 'string' ? suggest(stranger, words) : undefined
  const hint = near === undefined ? '' : `Did you mean "${near}"? `
  const written = typeof stranger === 'string' ? JSON.stringify(stranger.slice(0, 64)) : 'that value'
  return flawed('bad_value', `${subject} is never ${written}`, `${hint}It is one of ${words.join(', ')}.`)
}

/** Operators that compare with a whole value. */
const WHOLE_VALUE: ReadonlySet<string> = new Set(['eq', 'neq', 'in', 'not_in'])

/** The paths that a condition reads, in order of appearance. */
export function pathsOf(condition: Condition): readonly string[] {
  if (isAnyOf(condition)) return condition.any.flatMap(pathsOf)
  if (isAllOf(condition)) return condition.all.flatMap(pathsOf)
  return isNot(condition) ? pathsOf(condition.not) : [condition.path]
}

function isAnyOf(condition: Condition): condition is AnyOf {
  return Object.hasOwn(condition, 'any')
}

function isAllOf(condition: Condition): condition is AllOf {
  return Object.hasOwn(condition, 'all')
}

function isNot(condition: Condition): condition is Not {
  return Object.hasOwn(condition, 'not')
}
