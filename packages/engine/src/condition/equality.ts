/** Operators on whole values: equal, among. Defined on values of every type, without conversion. */
import type { JsonValue } from '../decide/request.ts'
import { type OrFlaw, sound } from '../policy/problem.ts'
import { caseFold, foldSteps } from '../text/case-fold.ts'
import { deepEqual, isArray, type Present } from '../text/json.ts'
import { type Evaluation, TOO_MUCH } from './evaluation.ts'
import type { Truth } from './fault.ts'
import { never, type Operator, type Use, unfit, type Verdict } from './operator.ts'

/** Whether a value that is there is meant. */
export type Membership = (value: Present, evaluation: Evaluation) => Truth

/** `eq`, or its negation. */
export function equality(summary: string, negated: boolean): Operator {
  return {
    ...onValues(summary, 'anything'),
    prepare(literal, use) {
      if (use.ignoreCase && typeof literal !== 'string')
        return unfit('a string, with "ignore_case"', 'Write it in quotes.')
      return sound(verdict(membership([literal], use), negated))
    },
  }
}

/** `in`, or its negation. */
export function candidacy(summary: string, negated: boolean): Operator {
  return {
    ...onValues(summary, 'a list'),
    prepare(literal, use): OrFlaw<Verdict> {
      if (!isArray(literal)) return unfit('an array', 'Write the values in brackets: ["a", "b"].')
      if (use.ignoreCase && !literal.every((each) => typeof each === 'string')) {
        return unfit('an array of strings, with "ignore_case"', 'Write every one in quotes.')
      }
      return sound(verdict(membership(literal, use), negated))
    },
  }
}

function onValues(summary: string, takes: string): Omit<Operator, 'prepare'> {
  return { summary, takes, absent: never, reads: true, foldsCase: true }
}

function verdict(isMember: Membership, negated: boolean): Verdict {
  if (!negated) return isMember
  return (value, evaluation) => {
    const truth = isMember(value, evaluation)
    return typeof truth === 'boolean' ? !truth : truth
  }
}

/** Prepares looking a value up among candidates: scalars at once, arrays and objects one by one. */
export function membership(candidates: readonly JsonValue[], { ignoreCase }: Pick<Use, 'ignoreCase'>): Membership {
  const structures = candidates.filter((each) => typeof each === 'object')
  const scalars = new Set(candidates.map((each) => (ignoreCase && typeof each === 'string' ? caseFold(each) : each)))
  return (value, evaluation) => {
    if (typeof value !== 'object') {
      if (!ignoreCase || typeof value !== 'string') return scalars.has(value)
      return evaluation.take(foldSteps(value)) ? scalars.has(caseFold(value)) : TOO_MUCH
    }
    if (structures.length === 0) return false
    if (!evaluation.take(structures.length * sizeOf(value))) return TOO_MUCH
    return structures.some((candidate) => deepEqual(value, candidate))
  }
}

function sizeOf(value: Present): number {
  return isArray(value) ? value.length : Object.keys(value).length
}
