/** The operators of conditions: one table. A new operator is one line in it. */
import { Fault, type Truth } from './fault.ts'
import { deepEqual, isArray, type Present } from './json.ts'
import { flawed, type OrFlaw, sound } from './problem.ts'
import type { JsonValue } from './request.ts'
import { compileRegex } from './text-match.ts'

/** Judges a value that is there. */
type Verdict = (value: Present) => Truth

/** How one operator works. */
export interface Operator {
  /** What it asks, for the reference and for editors. */
  readonly summary: string
  /** Its answer where the path names nothing, or null. */
  readonly absent: (literal: JsonValue) => boolean
  /** False where only the presence of a value counts, not the value. */
  readonly reads: boolean
  /**
   * Prepares the comparison with the policy's value, or says why that value does not fit the operator.
   * @param subject what the path names, for faults: "argument amount"
   */
  readonly prepare: (literal: JsonValue, subject: string) => OrFlaw<Verdict>
}

const never = (): boolean => false

/** Defined on values of every type. */
function onAnything(summary: string, judge: (value: Present, literal: JsonValue) => boolean): Operator {
  return {
    summary,
    absent: never,
    reads: true,
    prepare: (literal) => sound((value) => judge(value, literal)),
  }
}

/** Defined on values of every type; the policy gives an array of candidates. */
function onCandidates(summary: string, judge: (value: Present, candidates: readonly JsonValue[]) => boolean): Operator {
  return {
    summary,
    absent: never,
    reads: true,
    prepare: (literal) => {
      if (!isArray(literal)) return unfit('an array', 'Write the values in brackets: ["a", "b"].')
      return sound((value) => judge(value, literal))
    },
  }
}

/** Defined on numbers, compared as the decimals they were written as. */
function onNumbers(summary: string, judge: (value: number, literal: number) => boolean): Operator {
  return {
    summary,
    absent: never,
    reads: true,
    prepare: (literal, subject) => {
      if (typeof literal !== 'number') return unfit('a number', 'Write the number without quotes.')
      const wrong = new Fault(`${subject} must be a number`)
      return sound((value) => (typeof value === 'number' ? judge(value, literal) : wrong))
    },
  }
}

/** The operators of this version, by name. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: onAnything('equal, of the same type; arrays and objects member by member', deepEqual),
  neq: onAnything('present and not equal', (value, literal) => !deepEqual(value, literal)),
  lt: onNumbers('less than', (value, literal) => value < literal),
  lte: onNumbers('at most', (value, literal) => value <= literal),
  gt: onNumbers('more than', (value, literal) => value > literal),
  gte: onNumbers('at least', (value, literal) => value >= literal),
  in: onCandidates('equal to one of the values of an array', isAmong),
  not_in: onCandidates('present and equal to none of the values of an array', (value, list) => !isAmong(value, list)),
  exists: {
    summary: 'true: there and not null; false: absent or null',
    absent: (literal) => literal === false,
    reads: false,
    prepare: (literal) =>
      typeof literal === 'boolean' ? sound(() => literal) : unfit('true or false', 'Write true or false.'),
  },
  regex: {
    summary: 'a string in which an RE2 pattern is found anywhere; ^ and $ anchor it',
    absent: never,
    reads: true,
    prepare: prepareRegex,
  },
  contains: {
    summary: 'a string with this text in it, or an array with this element in it',
    absent: never,
    reads: true,
    prepare: (literal, subject) => sound(containment(literal, subject)),
  },
}

/** All names, in the order of the table. */
export const OPERATOR_NAMES: readonly string[] = Object.keys(OPERATORS)

function isAmong(value: Present, candidates: readonly JsonValue[]): boolean {
  return candidates.some((candidate) => deepEqual(value, candidate))
}

function prepareRegex(literal: JsonValue, subject: string): OrFlaw<Verdict> {
  if (typeof literal !== 'string') return unfit('a string', 'Write the pattern in quotes.')
  const match = compileRegex(literal)
  if (!match.ok) return match
  const find = match.value
  const wrong = new Fault(`${subject} must be a string`)
  const long = new Fault(`${subject} is too long to be checked`)
  return sound((value) => (typeof value === 'string' ? (find(value) ?? long) : wrong))
}

function containment(literal: JsonValue, subject: string): Verdict {
  const wrong = new Fault(`${subject} must be ${typeof literal === 'string' ? 'a string or an array' : 'an array'}`)
  return (value) => {
    if (isArray(value)) return value.some((element) => deepEqual(element, literal))
    return typeof value === 'string' && typeof literal === 'string' ? value.includes(literal) : wrong
  }
}

function unfit(wanted: string, remedy: string): OrFlaw<never> {
  return flawed('bad_value', `"value" must be ${wanted} for this operator`, remedy)
}
