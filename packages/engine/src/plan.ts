/** What has to be done for a call, prepared for each rule: static refusals, checks in their order, claims, the question. */
import type { Amount } from './amount.ts'
import { allOf, compileCondition, pathsOf, type Test } from './condition.ts'
import type { Counter } from './counter-key.ts'
import type { DenyCode, GovernedBy, RuleId } from './decision.ts'
import { counterId, type Increment, limitsOf, type PreparedLimit, sameIncrement } from './limit.ts'
import { pointerOf } from './pointer.ts'
import type { Predicate, Rule } from './policy.ts'
import { fixed, forbidden, needsApproval, notAllowed, notAvailable, type Sentence, unmet } from './sentence.ts'
import { type Slots, slotsOf } from './window.ts'

/** A rule and where it stands: unescaped segments. */
export interface PlacedRule {
  readonly rule: Rule
  readonly place: readonly string[]
}

/** A refusal that no argument can change. */
export interface Refusal {
  readonly rule: RuleId
  readonly code: DenyCode
  readonly sentence: Sentence
}

/** A predicate: the call passes where `test` says `passes`. */
export interface Check {
  readonly rule: RuleId
  readonly test: Test
  readonly passes: boolean
  readonly sentence: Sentence
}

/** How one claim is made. */
export interface ClaimPlan {
  readonly counter: Counter
  readonly rule: RuleId
  readonly max: Amount
  readonly increment: Increment
  readonly slots: (at: number) => Slots
  readonly onDeny: string | undefined
}

/** All that is known about a tool before it is called. */
export interface Plan {
  readonly by: GovernedBy
  /** The rule that lets the call pass where nothing refuses it. */
  readonly rule: RuleId
  readonly refusal: Refusal | undefined
  readonly checks: readonly Check[]
  readonly claims: readonly ClaimPlan[]
  readonly ask: { readonly rule: RuleId; readonly sentence: Sentence } | undefined
  /** Whether a condition reads the tool's label. */
  readonly readsLabel: boolean
}

/** Dropped from lists, and refused as an unknown name is. */
export const HIDDEN: Plan = refusing('hidden', { rule: '(hidden)', code: 'tool_hidden', sentence: notAvailable })

/** A plan that refuses every call. */
export function refusing(by: GovernedBy, refusal: Refusal): Plan {
  return { by, rule: refusal.rule, refusal, checks: [], claims: [], ask: undefined, readsLabel: false }
}

/** A rule with everything of its own prepared: rules that apply together are put together out of these. */
export interface PreparedRule extends PlacedRule {
  readonly denyIf: readonly Check[]
  readonly require: readonly Check[]
  readonly limits: readonly PreparedLimit[]
  /** Whether a condition reads the tool's label. */
  readonly readsLabel: boolean
}

/**
 * Prepares one rule.
 * @throws Error for a rule that `parsePolicy` would have refused
 */
export function prepareRule({ rule, place }: PlacedRule): PreparedRule {
  const predicates = [...(rule.deny_if ?? []), ...(rule.require ?? [])]
  return {
    rule,
    place,
    denyIf: checksOf({ rule, place }, 'deny_if'),
    require: checksOf({ rule, place }, 'require'),
    limits: limitsOf(rule, place),
    readsLabel: predicates.some(({ conditions }) => conditions.flatMap(pathsOf).some((path) => LABEL_PATH.test(path))),
  }
}

const LABEL_PATH = /^tool\.(?:category|risk)$/

/**
 * Puts together what rules that apply together ask of a call. Each is judged and the most restrictive effect wins:
 * whatever stands first in (action, `deny_if`, `require`), and within one of these first in `rules`, refuses.
 * @param rules the governing ones, if any, then the one for all tools
 * @throws Error for limits that `parsePolicy` would have refused
 */
export function planOf(by: GovernedBy, allowedBy: RuleId, rules: readonly PreparedRule[]): Plan {
  if (rules.some(({ rule }) => rule.action === 'hide')) return HIDDEN
  const denying = rules.find(({ rule }) => rule.action === 'deny')
  if (denying !== undefined) return refusing(by, { ...answerOf(denying, notAllowed), code: 'policy_denied' })
  const asking = rules.find(({ rule }) => rule.action === 'require_approval')
  return {
    by,
    rule: allowedBy,
    refusal: undefined,
    checks: [...rules.flatMap(({ denyIf }) => denyIf), ...rules.flatMap(({ require }) => require)],
    claims: claimsOf(rules.flatMap(({ limits }) => limits)),
    ask: asking && answerOf(asking, needsApproval),
    readsLabel: rules.some(({ readsLabel }) => readsLabel),
  }
}

function answerOf(
  { rule, place }: PlacedRule,
  otherwise: Sentence,
): { readonly rule: RuleId; readonly sentence: Sentence } {
  return { rule: pointerOf([...place, 'action']), sentence: rule.reason === undefined ? otherwise : fixed(rule.reason) }
}

function checksOf({ rule, place }: PlacedRule, key: 'deny_if' | 'require'): readonly Check[] {
  const passes = key === 'require'
  return (rule[key] ?? []).map((predicate: Predicate, index) => ({
    rule: pointerOf([...place, key, index]),
    test: allOf(predicate.conditions.map(compileCondition)),
    passes,
    sentence: passes ? unmet(predicate) : forbidden(predicate),
  }))
}

/** One claim for each counter: limits that share it are held by the smallest of their maxima. */
function claimsOf(limits: readonly PreparedLimit[]): readonly ClaimPlan[] {
  const tightest = new Map<string, PreparedLimit>()
  for (const limit of limits) {
    const id = counterId(limit)
    const other = tightest.get(id)
    if (other !== undefined && !sameIncrement(other.increment, limit.increment)) {
      throw new Error(`The policy was not checked: limits of the counter "${limit.counter}" take different amounts.`)
    }
    if (other === undefined || limit.max < other.max) tightest.set(id, limit)
  }
  return [...tightest.values()].map(claimOf)
}

function claimOf(limit: PreparedLimit): ClaimPlan {
  return {
    counter: { scope: limit.scope, name: limit.counter, window: limit.window.id },
    rule: limit.rule,
    max: limit.max,
    increment: limit.increment,
    slots: slotsOf(limit.window),
    onDeny: limit.onDeny,
  }
}
