/** A policy, prepared once for each change: nothing that can be done here is left for a call. */
import { type KeyFinder, keyFinder } from './counter-key.ts'
import { matches, nameTokens, type Pattern, parsePattern } from './pattern.ts'
import { HIDDEN, type PlacedRule, type Plan, planOf, refusing } from './plan.ts'
import { pointerOf } from './pointer.ts'
import type { Policy, Rule } from './policy.ts'
import { notAllowed } from './sentence.ts'

/** A pattern of names and what is done for a tool that it governs. */
export interface PatternPlan {
  readonly pattern: Pattern
  readonly plan: Plan
}

/** A policy with everything prepared that can be. Opaque: only the functions of this package look inside. */
export interface CompiledPolicy {
  /** Id of the document: counters hang on it, versions of the document do not. */
  readonly id: string
  readonly default: 'allow' | 'deny'
  /** Tools that the document names in full, hidden ones included. */
  readonly exact: ReadonlyMap<string, Plan>
  readonly hidden: readonly Pattern[]
  /** The most literal characters first. */
  readonly patterns: readonly PatternPlan[]
  /** For tools that nothing else governs. */
  readonly otherwise: Plan
  readonly keys: KeyFinder
  /** Plans of names that only patterns or the default govern: bounded. */
  readonly remembered: Map<string, Plan>
}

/**
 * Prepares a policy that `parsePolicy` accepted.
 * @param identity id of the document, not of its version: counters keep their values when a document is edited
 * @throws Error for a policy that `parsePolicy` would have refused
 */
export function compilePolicy(policy: Policy, identity: { readonly id: string }): CompiledPolicy {
  const hide = (policy.hide ?? []).map(readPattern)
  const hidden = hide.filter((pattern) => pattern.exact === undefined)
  const everywhere = policy.all_tools === undefined ? [] : [{ rule: policy.all_tools, place: ['all_tools'] }]
  const entries = Object.entries(policy.tools ?? {}).map(([text, rule]) => readEntry(text, rule, everywhere))
  const exact = new Map<string, Plan>()
  for (const { pattern, plan } of entries) {
    if (pattern.exact !== undefined) exact.set(pattern.exact, isHidden(hidden, pattern.exact) ? HIDDEN : plan)
  }
  for (const { exact: name } of hide) if (name !== undefined) exact.set(name, HIDDEN)
  const patterns = entries.filter(({ pattern }) => pattern.exact === undefined)
  return {
    id: identity.id,
    default: policy.default,
    exact,
    hidden,
    patterns: patterns.sort((left, right) => right.pattern.literals - left.pattern.literals),
    otherwise: defaultPlan(policy.default, everywhere),
    keys: keyFinder(identity.id),
    remembered: new Map(),
  }
}

function readEntry(text: string, rule: Rule, everywhere: readonly PlacedRule[]): PatternPlan {
  const pattern = readPattern(text)
  const place = ['tools', text]
  const by = pattern.exact === undefined ? 'pattern' : 'entry'
  return { pattern, plan: planOf(by, pointerOf(place), [{ rule, place }, ...everywhere]) }
}

function defaultPlan(effect: 'allow' | 'deny', everywhere: readonly PlacedRule[]): Plan {
  const open = planOf('default', '(default allow)', everywhere)
  if (effect === 'allow' || open === HIDDEN) return open
  return refusing('default', { rule: '(default deny)', code: 'policy_denied', sentence: notAllowed })
}

function isHidden(hidden: readonly Pattern[], name: string): boolean {
  const tokens = nameTokens(name)
  return hidden.some((pattern) => matches(pattern, tokens))
}

function readPattern(text: string): Pattern {
  const pattern = parsePattern(text)
  if (!pattern.ok) throw new Error(`The policy was not checked: ${pattern.flaw.message}.`)
  return pattern.value
}
