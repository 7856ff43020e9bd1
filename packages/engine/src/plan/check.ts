/** Predicates and questions for people, prepared. */
import { allOf, type CompiledCondition, compileCondition, type Setting, type Test } from '../condition/condition.ts'
import type { AskTerms, DocumentRef, RuleId } from '../decide/decision.ts'
import { asked, forbidden, needsApproval, type Sentence, unmet } from '../decide/sentence.ts'
import type { Condition } from '../policy/condition.ts'
import type { Rule } from '../policy/rule.ts'
import { pointerOf } from '../text/pointer.ts'
import { askTermsOf } from './ask-terms.ts'
import type { PlacedRule } from './prepared-rule.ts'
import type { Source } from './source.ts'

/** A predicate: the call passes where `test` says `passes`. */
export interface Check {
  readonly rule: RuleId
  readonly document: DocumentRef
  readonly kind: 'deny_if' | 'require'
  readonly test: Test
  readonly conditions: readonly CompiledCondition[]
  readonly passes: boolean
  readonly sentence: Sentence
}

/** A rule that may want a person to answer. */
export interface AskPlan {
  readonly rule: RuleId
  readonly document: DocumentRef
  /** Whether it does; undefined: always. */
  readonly test: Test | undefined
  readonly conditions: readonly CompiledCondition[]
  readonly sentence: Sentence
  /** Everything of the question that does not depend on the call. */
  readonly terms: AskTerms
}

/** The predicates of one key, in the order of the document. */
export function checksOf({ rule, place }: PlacedRule, kind: Check['kind'], source: Source): readonly Check[] {
  const passes = kind === 'require'
  const predicates = rule[kind]
  if (predicates === undefined) return NO_CHECKS
  const { document, timezone } = source
  const setting: Setting = { quantifier: passes ? 'all' : 'any', timezone }
  const above = pointerOf([...place, kind])
  // There are thousands in one document: nothing is made twice, and no object grows.
  return predicates.map((predicate, index) => {
    const { test, conditions } = prepare(predicate.conditions, setting)
    const sentence = passes ? unmet(predicate) : forbidden(predicate)
    return { rule: `${above}/${index}`, document, kind, test, conditions, passes, sentence }
  })
}

const NO_CHECKS: readonly Check[] = []

/** What may ask: the rule's action, then its `approve_if` in the order of the document. */
export function asksOf({ rule, place }: PlacedRule, source: Source): readonly AskPlan[] {
  const terms = askTermsOf(rule.approval)
  const always = rule.action === 'require_approval' ? [{ ...askAlways(rule, place, source), terms }] : []
  const sometimes = (rule.approve_if ?? []).map((approval, index) => ({
    rule: pointerOf([...place, 'approve_if', index]),
    document: source.document,
    ...prepare(approval.conditions, { quantifier: 'any', timezone: source.timezone }),
    sentence: asked(approval),
    terms: askTermsOf(approval, terms),
  }))
  return [...always, ...sometimes]
}

function askAlways(rule: Rule, place: PlacedRule['place'], { document }: Source): Omit<AskPlan, 'terms'> {
  const sentence = rule.reason === undefined ? needsApproval : (): string => rule.reason ?? ''
  return {
    rule: pointerOf([...place, 'action']),
    document,
    test: undefined,
    conditions: [],
    sentence,
  }
}

function prepare(
  conditions: readonly Condition[],
  setting: Setting,
): { readonly test: Test; readonly conditions: readonly CompiledCondition[] } {
  const compiled = conditions.map((condition) => compileCondition(condition, setting))
  return { test: allOf(compiled.map(({ test }) => test)), conditions: compiled }
}
