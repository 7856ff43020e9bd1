/** Operators on texts, and `contains`, which looks into arrays too. */
import type { JsonValue } from '../decide/request.ts'
import { sound } from '../policy/problem.ts'
import { caseFold, foldSteps } from '../text/case-fold.ts'
import { isArray } from '../text/json.ts'
import { membership } from './equality.ts'
import { type Evaluation, TOO_MUCH } from './evaluation.ts'
import { Fault, type Truth } from './fault.ts'
import { never, type Operator, onText, type Use, type Verdict } from './operator.ts'
import { compileRegex } from './text-match.ts'
import { compileWildcard } from './wildcard.ts'

/** `starts_with` and `ends_with`. */
export function affix(summary: string, holds: (value: string, literal: string) => boolean): Operator {
  return onText({
    summary,
    prepare(literal, { ignoreCase }) {
      if (!ignoreCase) return sound((value) => holds(value, literal))
      const folded = caseFold(literal)
      return sound((value, evaluation) => {
        if (!evaluation.take(foldSteps(value))) return TOO_MUCH
        return holds(caseFold(value), folded)
      })
    },
  })
}

/** `contains`, or its negation: a part of a text, or an element of an array. */
export function containment(summary: string, negated: boolean): Operator {
  return {
    summary,
    takes: 'anything',
    absent: never,
    reads: true,
    foldsCase: true,
    prepare: (literal, use) => sound(negate(searcher(literal, use), negated)),
  }
}

function searcher(literal: JsonValue, use: Use): Verdict {
  const isMember = membership([literal], use)
  const isElement = (element: JsonValue, evaluation: Evaluation): Truth =>
    element === null ? literal === null : isMember(element, evaluation)
  const find = typeof literal === 'string' ? finder(literal, use.ignoreCase) : undefined
  const kinds = find === undefined ? 'an array' : 'a string or an array'
  return (value, evaluation) => {
    if (isArray(value)) return among(value, isElement, evaluation)
    return typeof value === 'string' && find !== undefined
      ? find(value, evaluation)
      : new Fault(`${use.subject} must be ${kinds}`)
  }
}

function among(
  values: readonly JsonValue[],
  isElement: (element: JsonValue, evaluation: Evaluation) => Truth,
  evaluation: Evaluation,
): Truth {
  if (!evaluation.take(values.length)) return TOO_MUCH
  for (const value of values) {
    const truth = isElement(value, evaluation)
    if (truth !== false) return truth
  }
  return false
}

function finder(literal: string, ignoreCase: boolean): (value: string, evaluation: Evaluation) => Truth {
  const wanted = ignoreCase ? caseFold(literal) : literal
  return (value, evaluation) => {
    if (!evaluation.take(ignoreCase ? foldSteps(value) : value.length)) return TOO_MUCH
    return (ignoreCase ? caseFold(value) : value).includes(wanted)
  }
}

function negate(judge: Verdict, negated: boolean): Verdict {
  if (!negated) return judge
  return (value, evaluation) => {
    const truth = judge(value, evaluation)
    return typeof truth === 'boolean' ? !truth : truth
  }
}

/** A whole text that fits a pattern with `*` and `?`. */
export const glob: Operator = onText({
  summary: 'a string that a pattern matches as a whole: * stands for any run of characters, ? for one',
  prepare(literal, { ignoreCase }) {
    const wildcard = compileWildcard(ignoreCase ? caseFold(literal) : literal)
    if (!wildcard.ok) return wildcard
    const { test, cost } = wildcard.value
    return sound((value, evaluation) => {
      if (!evaluation.take(value.length * cost + (ignoreCase ? foldSteps(value) : 0))) return TOO_MUCH
      return test(ignoreCase ? caseFold(value) : value)
    })
  },
})

/** A text in which a pattern is found. */
export const regex: Operator = onText({
  summary: 'a string in which an RE2 pattern is found anywhere; ^ and $ anchor it',
  prepare(literal, { subject, ignoreCase }) {
    const match = compileRegex(literal, { ignoreCase })
    if (!match.ok) return match
    const { test, cost } = match.value
    return sound((value, evaluation) => {
      if (value.length > 0 && !evaluation.take(value.length * cost)) return TOO_MUCH
      return test(value) ?? new Fault(`${subject} is too long to be checked`)
    })
  },
})
