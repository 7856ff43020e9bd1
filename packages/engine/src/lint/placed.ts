/** The parts of a document with their places. */
import { isAllOf, isAnyOf, isNot } from '../condition/condition.ts'
import type { Comparison, Condition } from '../policy/condition.ts'
import type { ClassRule, Policy } from '../policy/policy.ts'
import type { ApprovalRule, Predicate, Rule } from '../policy/rule.ts'

/** Unescaped segments of a place. */
export type Place = readonly (string | number)[]

/** A rule and where it stands. */
export interface PlacedRule {
  readonly path: Place
  readonly rule: Rule & Pick<ClassRule, 'trust'>
}

/** A comparison and where it stands. */
export interface PlacedComparison {
  readonly path: Place
  readonly comparison: Comparison
}

/** All rules of a document. */
export function rulesOf({ all_tools: everywhere, tools = {}, classes = {} }: Policy): readonly PlacedRule[] {
  return [
    ...(everywhere === undefined ? [] : [{ path: ['all_tools'], rule: everywhere }]),
    ...Object.entries(tools).map(([name, rule]) => ({ path: ['tools', name], rule })),
    ...Object.entries(classes).map(([name, rule]: [string, ClassRule]) => ({ path: ['classes', name], rule })),
  ]
}

/** All comparisons of the predicates that stand at a place. */
export function comparisonsIn(
  predicates: readonly (Predicate | ApprovalRule)[] | undefined,
  path: Place,
): readonly PlacedComparison[] {
  return (predicates ?? []).flatMap(({ conditions }, index) =>
    conditions.flatMap((condition, position) => comparisonsOf(condition, [...path, index, 'conditions', position])),
  )
}

function comparisonsOf(condition: Condition, path: Place): readonly PlacedComparison[] {
  if (isAnyOf(condition)) return condition.any.flatMap((each, index) => comparisonsOf(each, [...path, 'any', index]))
  if (isAllOf(condition)) return condition.all.flatMap((each, index) => comparisonsOf(each, [...path, 'all', index]))
  return isNot(condition) ? comparisonsOf(condition.not, [...path, 'not']) : [{ path, comparison: condition }]
}
