/** A policy, prepared once for each change: nothing that can be done here is left for a call. */
import { differingIncrements } from './checks.ts'
import { type ClassEntry, type ClassPlans, classPlans } from './class-plans.ts'
import { type KeyFinder, keyFinder } from './counter-key.ts'
import { CLASS_NAMES, LABEL_COUNT } from './label.ts'
import { matches, nameTokens, type Pattern, parsePattern } from './pattern.ts'
import { HIDDEN, type Plan, type PreparedRule, planOf, prepareRule, refusing } from './plan.ts'
import { pointerOf } from './pointer.ts'
import type { Policy, Rule } from './policy.ts'
import { notAllowed } from './sentence.ts'

/** A pattern of names and what is done for a tool that it governs. */
export interface PatternPlan {
  readonly pattern: Pattern
  readonly prepared: PreparedRule
  /** Without classes. */
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
  /** Whether the document has rules for classes. */
  readonly goesByClass: boolean
  /** For tools that no entry of their own governs. */
  readonly classPlans: ClassPlans
  readonly keys: KeyFinder
  /** Plans of names that only patterns, classes or the default govern, by kind of label where that matters: bounded. */
  readonly remembered: readonly Map<string, Plan>[]
}

/**
 * Prepares a policy that `parsePolicy` accepted.
 * @param identity id of the document, not of its version: counters keep their values when a document is edited
 * @throws Error for a policy that `parsePolicy` would have refused
 */
export function compilePolicy(policy: Policy, identity: { readonly id: string }): CompiledPolicy {
  const hide = (policy.hide ?? []).map(readPattern)
  const hidden = hide.filter((pattern) => pattern.exact === undefined)
  const everywhere =
    policy.all_tools === undefined ? [] : [prepareRule({ rule: policy.all_tools, place: ['all_tools'] })]
  const entries = Object.entries(policy.tools ?? {}).map(([text, rule]) => readEntry(text, rule, everywhere))
  const exact = new Map<string, Plan>()
  for (const { pattern, plan } of entries) {
    if (pattern.exact !== undefined) exact.set(pattern.exact, isHidden(hidden, pattern.exact) ? HIDDEN : plan)
  }
  for (const { exact: name } of hide) if (name !== undefined) exact.set(name, HIDDEN)
  const patterns = entries.filter(({ pattern }) => pattern.exact === undefined)
  const classes = classEntries(policy)
  return {
    id: identity.id,
    default: policy.default,
    exact,
    hidden,
    patterns: patterns.sort((left, right) => right.pattern.literals - left.pattern.literals),
    goesByClass: classes.length > 0,
    classPlans: classPlans({
      default: policy.default,
      entries: classes,
      everywhere,
      otherwise: defaultPlan(policy.default, everywhere),
    }),
    keys: keyFinder(identity.id),
    remembered: Array.from({ length: classes.length > 0 ? LABEL_COUNT : 1 }, () => new Map<string, Plan>()),
  }
}

function readEntry(text: string, rule: Rule, everywhere: readonly PreparedRule[]): PatternPlan {
  const pattern = readPattern(text)
  const prepared = prepareRule({ rule, place: ['tools', text] })
  const by = pattern.exact === undefined ? 'pattern' : 'entry'
  return { pattern, prepared, plan: planOf(by, pointerOf(prepared.place), [prepared, ...everywhere]) }
}

/** Classes are combined as tools come; what cannot be combined is found here. */
function classEntries(policy: Policy): readonly ClassEntry[] {
  const { classes = {} } = policy
  const entries = CLASS_NAMES.flatMap((name) => {
    const rule = classes[name]
    if (rule === undefined) return []
    return [{ name, prepared: prepareRule({ rule, place: ['classes', name] }), trusting: rule.trust === 'derived' }]
  })
  const [contradiction] = entries.length === 0 ? [] : differingIncrements(policy)
  if (contradiction !== undefined) throw new Error(`The policy was not checked: ${contradiction.message}.`)
  return entries
}

function defaultPlan(effect: 'allow' | 'deny', everywhere: readonly PreparedRule[]): Plan {
  const open = planOf('default', '(default allow)', everywhere)
  if (effect === 'allow' || open === HIDDEN) return open
  return refusing('default', { rule: '(default deny)', code: 'policy_denied', sentence: notAllowed })
}

/** Whether a pattern hides the name. */
export function isHidden(hidden: readonly Pattern[], name: string): boolean {
  const tokens = nameTokens(name)
  return hidden.some((pattern) => matches(pattern, tokens))
}

function readPattern(text: string): Pattern {
  const pattern = parsePattern(text)
  if (!pattern.ok) throw new Error(`The policy was not checked: ${pattern.flaw.message}.`)
  return pattern.value
}
