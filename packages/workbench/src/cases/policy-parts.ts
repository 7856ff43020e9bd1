/** The parts of a policy that rules are made of, each with its place. */
import type { ApprovalRule, Condition, Limit, Policy, Predicate, Results, Rule } from '@portcullis/engine'

/** Unescaped segments of a JSON Pointer. */
export type Segments = readonly (string | number)[]

/** A part and where it stands. */
export interface Part<T> {
  readonly at: Segments
  readonly value: T
}

/** All rules: those of tools and patterns, of classes, and the one for all tools. */
export function rulesOf({ tools = {}, classes = {}, all_tools: everywhere }: Policy): readonly Part<Rule>[] {
  return [
    ...(everywhere === undefined ? [] : [{ at: ['all_tools'], value: everywhere }]),
    ...Object.entries(tools).map(([name, value]) => ({ at: ['tools', name], value })),
    ...Object.entries(classes).map(([name, value]) => ({ at: ['classes', name], value })),
  ]
}

/** The lists of predicates of a rule. */
export const PREDICATE_LISTS = ['deny_if', 'require', 'approve_if'] as const

/** Everything of a rule that has conditions. */
export function predicatesOf({ at, value }: Part<Rule>): readonly Part<Predicate | ApprovalRule>[] {
  return PREDICATE_LISTS.flatMap((key) => elements([...at, key], value[key]))
}

/** The limits of a rule, without the short form. */
export const limitsOf = ({ at, value }: Part<Rule>): readonly Part<Limit>[] => elements([...at, 'limits'], value.limits)

/** All that is said of results: by rules, and by the document. */
export function resultsOf(policy: Policy): readonly Part<Results>[] {
  const own = policy.results === undefined ? [] : [{ at: ['results'], value: policy.results }]
  const ofRules = rulesOf(policy).flatMap(({ at, value }) =>
    value.results === undefined ? [] : [{ at: [...at, 'results'], value: value.results }],
  )
  return [...own, ...ofRules]
}

/** A list's elements with their places. */
export function elements<T>(at: Segments, list: readonly T[] | undefined): readonly Part<T>[] {
  return (list ?? []).map((value, index) => ({ at: [...at, index], value }))
}

/** The conditions within conditions, and themselves: outer ones first. */
export function conditionsWithin(conditions: readonly Part<Condition>[]): readonly Part<Condition>[] {
  return conditions.flatMap((part) => [part, ...conditionsWithin(innerOf(part))])
}

function innerOf({ at, value }: Part<Condition>): readonly Part<Condition>[] {
  if ('any' in value) return elements([...at, 'any'], value.any)
  if ('all' in value) return elements([...at, 'all'], value.all)
  return 'not' in value ? [{ at: [...at, 'not'], value: value.not }] : []
}

/** All conditions of a document: of rules and of results. */
export function conditionsOf(policy: Policy): readonly Part<Condition>[] {
  const ofRules = rulesOf(policy).flatMap(predicatesOf)
  const ofResults = resultsOf(policy).flatMap(({ at, value }) => elements([...at, 'deny_if'], value.deny_if))
  return [...ofRules, ...ofResults].flatMap(({ at, value }) =>
    conditionsWithin(elements([...at, 'conditions'], value.conditions)),
  )
}
