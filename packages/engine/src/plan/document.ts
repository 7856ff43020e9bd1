/** One document, prepared: what holds for a name and a label. */
import { notAllowed, undecided } from '../decide/sentence.ts'
import { CLASS_NAMES, type ToolLabel } from '../name/label.ts'
import { matches, nameTokens, type Pattern, parsePattern } from '../name/pattern.ts'
import type { Policy } from '../policy/policy.ts'
import type { Rule } from '../policy/rule.ts'
import { compileResults } from '../result/result-plan.ts'
import { pointerOf } from '../text/pointer.ts'
import { type ClassEntry, type ClassPlans, classPlans } from './class-plans.ts'
import { hiding, type Plan, type PlanHead, planOf, refusing } from './plan.ts'
import { type PreparedRule, placedResults, prepareRule } from './prepared-rule.ts'
import { rootsOf } from './roots.ts'
import type { Source } from './source.ts'

/** A pattern of names and what is done for a tool that it governs. */
export interface PatternPlan {
  readonly pattern: Pattern
  readonly prepared: PreparedRule
  /** Without classes. */
  readonly plan: Plan
}

/** What all plans of a document have in common. */
type DocumentHead = Omit<PlanHead, 'by' | 'allowedBy'>

/** A prepared document. */
export interface CompiledDocument {
  readonly source: Source
  readonly policy: Policy
  readonly head: DocumentHead
  /** Tools that the document names in full, hidden ones included. */
  readonly exact: ReadonlyMap<string, Plan>
  readonly hidden: readonly Pattern[]
  /** For every hidden name. */
  readonly hidingPlan: Plan
  /** The most literal characters first. */
  readonly patterns: readonly PatternPlan[]
  /** Whether the document has rules for classes. */
  readonly goesByClass: boolean
  /** For tools that no entry of their own governs. */
  readonly classPlans: ClassPlans
}

/**
 * Prepares a document that `parsePolicy` accepted.
 * @throws Error for one that it would have refused
 */
export function compileDocument(policy: Policy, source: Source, watchesSecrets: boolean): CompiledDocument {
  const head = headOf(policy, source, watchesSecrets)
  const hide = (policy.hide ?? []).map(readPattern)
  const hidden = hide.filter((pattern) => pattern.exact === undefined)
  const hidingPlan = hiding(source.document)
  const everywhere =
    policy.all_tools === undefined ? [] : [prepareRule({ rule: policy.all_tools, place: ['all_tools'] }, source)]
  const entries = Object.entries(policy.tools ?? {}).map(([text, rule]) => readEntry(text, rule, head, everywhere))
  const exact = new Map<string, Plan>()
  for (const { pattern, plan } of entries) {
    if (pattern.exact !== undefined) exact.set(pattern.exact, isHidden(hidden, pattern.exact) ? hidingPlan : plan)
  }
  for (const { exact: name } of hide) if (name !== undefined) exact.set(name, hidingPlan)
  const patterns = entries.filter(({ pattern }) => pattern.exact === undefined)
  const classes = classEntries(policy, source)
  const otherwise = defaultPlan(policy.default, head, everywhere)
  return {
    source,
    policy,
    head,
    exact,
    hidden,
    hidingPlan,
    patterns: patterns.sort((left, right) => right.pattern.literals - left.pattern.literals),
    goesByClass: classes.length > 0,
    classPlans: classPlans({ default: policy.default, entries: classes, everywhere, head, otherwise }),
  }
}

function headOf({ results }: Policy, source: Source, watchesSecrets: boolean): DocumentHead {
  const placed = results === undefined ? [] : [placedResults(['results'], results, source)]
  const reads = rootsOf(results === undefined ? {} : { results })
  return { source, general: { placed, plan: compileResults(placed, watchesSecrets), watchesSecrets, reads } }
}

function readEntry(text: string, rule: Rule, head: DocumentHead, everywhere: readonly PreparedRule[]): PatternPlan {
  const pattern = readPattern(text)
  const prepared = prepareRule({ rule, place: ['tools', text] }, head.source)
  const by = pattern.exact === undefined ? 'pattern' : 'entry'
  return {
    pattern,
    prepared,
    plan: planOf({ ...head, by, allowedBy: pointerOf(prepared.place) }, [prepared, ...everywhere]),
  }
}

function classEntries({ classes = {} }: Policy, source: Source): readonly ClassEntry[] {
  return CLASS_NAMES.flatMap((name) => {
    const rule = classes[name]
    if (rule === undefined) return []
    const prepared = prepareRule({ rule, place: ['classes', name] }, source)
    return [{ name, prepared, trusting: rule.trust === 'derived' }]
  })
}

function defaultPlan(effect: 'allow' | 'deny', head: DocumentHead, everywhere: readonly PreparedRule[]): Plan {
  const open = planOf({ ...head, by: 'default', allowedBy: '(default allow)' }, everywhere)
  if (effect === 'allow' || open.by === 'hidden') return open
  const { document } = head.source
  return refusing('default', document, { rule: '(default deny)', code: 'policy_denied', sentence: notAllowed })
}

/** What the document says of a tool. Takes time for each of its patterns: to be remembered. */
export function searchPlan(document: CompiledDocument, name: string, label: ToolLabel | undefined): Plan {
  const entry = document.exact.get(name)
  if (entry !== undefined) return entry
  if (isHidden(document.hidden, name)) return document.hidingPlan
  const { patterns, classPlans: plansByClass } = document
  const tokens = nameTokens(name)
  const best = patterns.findIndex(({ pattern }) => matches(pattern, tokens))
  const winner = patterns[best]
  if (winner === undefined) return plansByClass(undefined, label)
  const equals = patterns
    .slice(best)
    .filter(({ pattern }) => pattern.literals === winner.pattern.literals && matches(pattern, tokens))
  return equals.length === 1 ? plansByClass(winner, label) : tie(document, equals, label)
}

/** Nothing becomes visible by a tie. */
function tie(document: CompiledDocument, equals: readonly PatternPlan[], label: ToolLabel | undefined): Plan {
  const hidingPlan = equals.map((each) => document.classPlans(each, label)).find(({ by }) => by === 'hidden')
  if (hidingPlan !== undefined) return hidingPlan
  const rule = pointerOf(['tools', equals[0]?.pattern.text ?? ''])
  return refusing('pattern', document.source.document, { rule, code: 'policy_denied', sentence: undecided })
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
