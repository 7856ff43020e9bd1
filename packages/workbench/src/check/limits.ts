/** The limits of a document, made precise, rule by rule. */
import { limitsOf, type Place, type PreparedLimit, pointerOf, rulesOf } from '@portcullis/engine'
import type { Subject } from './subject.ts'

/** The limits of one rule. */
export interface LimitedRule {
  readonly path: Place
  readonly limits: readonly PreparedLimit[]
  /** Whether the rule is in shadow mode. */
  readonly isTried: boolean
}

const known = new WeakMap<Subject, readonly LimitedRule[]>()

/** Of all rules; made once for a subject. */
export function limitedRules(subject: Subject): readonly LimitedRule[] {
  const { policy, rules } = subject
  const tried = new Set(rulesOf(policy).flatMap(({ path, rule }) => (rule.mode === 'shadow' ? [pointerOf(path)] : [])))
  const made =
    known.get(subject) ??
    rules.map(({ path, rule }) => {
      return { path, limits: limitsOf(rule, path, policy.timezone), isTried: tried.has(pointerOf(path)) }
    })
  known.set(subject, made)
  return made
}
