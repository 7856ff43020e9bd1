/** The comparisons of a document with what they do: open the way for a call, or close it. */
import {
  type Condition,
  isAllOf,
  isAnyOf,
  isNot,
  type Place,
  type PlacedComparison,
  type PlacedRule,
  type Policy,
} from '@portcullis/engine'

/** Where a predicate stands. */
export type PredicateKey = 'deny_if' | 'require' | 'approve_if' | 'results'

/** Conditions that are ANDed, and where they stand. */
export interface PlacedPredicate {
  readonly path: Place
  readonly key: PredicateKey
  /** Place of the rule; empty for the document's own. */
  readonly rule: Place
  readonly conditions: readonly Condition[]
}

/** A comparison and its part in letting calls pass. */
export interface Guard extends PlacedComparison {
  readonly predicate: PlacedPredicate
  /** Whether it stands below an odd number of `not`. */
  readonly turned: boolean
  /** Whether a call passes because of what it names; otherwise a call is stopped, or asked about, because of that. */
  readonly opens: boolean
}

/** Operators that ask for something else to be there. */
const NEGATIVE: ReadonlySet<string> = new Set(['neq', 'not_in', 'not_contains'])

/** All predicates of a document. */
export function predicatesOf(policy: Policy, rules: readonly PlacedRule[]): readonly PlacedPredicate[] {
  const own = (policy.results?.deny_if ?? []).map(({ conditions }, index): PlacedPredicate => {
    return { path: ['results', 'deny_if', index], key: 'results', rule: [], conditions }
  })
  return [...rules.flatMap(ofRule), ...own]
}

function ofRule({ path, rule }: PlacedRule): readonly PlacedPredicate[] {
  const listed = (['deny_if', 'require', 'approve_if'] as const).flatMap((key) =>
    (rule[key] ?? []).map(({ conditions }, index) => ({ path: [...path, key, index], key, rule: path, conditions })),
  )
  const results = (rule.results?.deny_if ?? []).map(({ conditions }, index) => {
    return { path: [...path, 'results', 'deny_if', index], key: 'results' as const, rule: path, conditions }
  })
  return [...listed, ...results]
}

/** The comparisons of a predicate. */
export function guardsOf(predicate: PlacedPredicate): readonly Guard[] {
  const walk = (condition: Condition, path: Place, turned: boolean): readonly Guard[] => {
    if (isAnyOf(condition)) return condition.any.flatMap((each, at) => walk(each, [...path, 'any', at], turned))
    if (isAllOf(condition)) return condition.all.flatMap((each, at) => walk(each, [...path, 'all', at], turned))
    if (isNot(condition)) return walk(condition.not, [...path, 'not'], !turned)
    const excludes = (NEGATIVE.has(condition.op) || isAbsence(condition)) !== turned
    const opens = predicate.key === 'require' ? !excludes : excludes
    return [{ path, comparison: condition, predicate, turned, opens }]
  }
  return predicate.conditions.flatMap((condition, at) => walk(condition, [...predicate.path, 'conditions', at], false))
}

const isAbsence = ({ op, value }: { readonly op: string; readonly value: unknown }): boolean =>
  op === 'exists' && value === false
