/** What cases can show of a policy: each part of it, and each way in which it can come out. */
import { type ElicitationRule, type Limit, type Policy, type Predicate, pointerOf, type Rule } from '@portcullis/engine'
import {
  conditionsWithin,
  elements,
  limitsOf,
  type Part,
  predicatesOf,
  resultsOf,
  rulesOf,
  type Segments,
} from '../policy-parts.ts'

/** A way in which a part of a policy comes out. */
export type GoalOutcome =
  | 'applies'
  | 'refuses'
  | 'asks'
  | 'passes'
  | 'holds'
  | 'does not hold'
  | 'counts'
  | 'is exceeded'
  | 'withholds'
  | 'redacts'

/** Something that a case can show. */
export interface Goal {
  readonly at: Segments
  /** The same as a JSON Pointer. */
  readonly rule: string
  readonly outcome: GoalOutcome
}

/** Identity of a goal within its document. */
export const goalKey = ({ rule, outcome }: Pick<Goal, 'rule' | 'outcome'>): string => `${rule} ${outcome}`

/** Everything that can be shown of a document, in its order by kind. */
export function goalsOf(policy: Policy): readonly Goal[] {
  const rules = rulesOf(policy)
  return [
    goal(['default'], 'applies'),
    ...(policy.hide ?? []).map((_, index) => goal(['hide', index], 'applies')),
    ...rules.flatMap(ruleGoals),
    ...resultsOf(policy).flatMap(({ at, value }) => [
      ...(value.max_bytes === undefined ? [] : [goal([...at, 'max_bytes'], 'withholds')]),
      ...(value.redact ?? []).map((_, index) => goal([...at, 'redact', index], 'redacts')),
      ...(value.deny_if ?? []).map((_, index) => goal([...at, 'deny_if', index], 'withholds')),
    ]),
    ...surfaceGoals(policy),
  ]
}

const goal = (at: Segments, outcome: GoalOutcome): Goal => ({ at, rule: pointerOf(at), outcome })

function ruleGoals(part: Part<Rule>): readonly Goal[] {
  const { at, value } = part
  return [
    goal(at, 'applies'),
    ...predicatesOf(part).flatMap(predicateGoals),
    ...limitsOf(part).flatMap(limitGoals),
    ...(value.rate_limit === undefined
      ? []
      : [goal([...at, 'rate_limit'], 'counts'), goal([...at, 'rate_limit'], 'is exceeded')]),
  ]
}

/** What always holds has but one outcome. */
function predicateGoals({ at, value }: Part<Pick<Predicate, 'conditions'>>): readonly Goal[] {
  const kind = at.at(-2)
  const isEmpty = value.conditions.length === 0
  const strict: Goal = goal(at, kind === 'approve_if' ? 'asks' : 'refuses')
  if (isEmpty) return kind === 'require' ? [] : [strict]
  return [strict, goal(at, 'passes'), ...conditionGoals([...at, 'conditions'], value)]
}

/** Where a predicate is one comparison, its outcomes are those of the predicate. */
function conditionGoals(at: Segments, { conditions }: Pick<Predicate, 'conditions'>): readonly Goal[] {
  const within = conditionsWithin(elements(at, conditions)).filter(({ value }) => 'path' in value)
  if (within.length < 2) return []
  return within.flatMap((condition) => [goal(condition.at, 'holds'), goal(condition.at, 'does not hold')])
}

function limitGoals({ at, value }: Part<Limit>): readonly Goal[] {
  return [goal(at, 'counts'), goal(at, value.on_exceed === 'require_approval' ? 'asks' : 'is exceeded')]
}

function surfaceGoals(policy: Policy): readonly Goal[] {
  const items = (['resources', 'prompts'] as const).flatMap((surface) => {
    const { [surface]: rules } = policy
    if (rules === undefined) return []
    const patterns = (['allow', 'deny', 'hide'] as const).flatMap((key) =>
      (rules[key] ?? []).map((_, index) => goal([surface, key, index], 'applies')),
    )
    return rules.default === undefined ? patterns : [...patterns, goal([surface, 'default'], 'applies')]
  })
  const methods = Object.keys(policy.methods ?? {}).map((name) => ['methods', name])
  const questions = (['sampling', 'roots'] as const).filter((key) => policy[key] !== undefined).map((key) => [key])
  const others = [...methods, ...questions, ...elicitationPlaces(policy.elicitation)]
  return [...items, ...others.map((at) => goal(at, 'applies'))]
}

function elicitationPlaces(rule: ElicitationRule | undefined): readonly Segments[] {
  if (rule === undefined) return []
  return typeof rule === 'string' ? [['elicitation']] : Object.keys(rule).map((mode) => ['elicitation', mode])
}
