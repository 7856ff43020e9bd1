/** What has to be done for a call, prepared for each kind of tool: static refusals, checks in their order, claims, questions. */
import type { PathRoot } from '../condition/path-text.ts'
import type { DenyCode, DocumentRef, GovernedBy, RuleId } from '../decide/decision.ts'
import { fixed, notAllowed, notAvailable, type Sentence } from '../decide/sentence.ts'
import { type ClaimPlan, type ClaimSource, claimPlansOf } from '../limit/claim-plan.ts'
import type { PlacedResults } from '../result/placed-results.ts'
import { compileResults, type ResultPlan } from '../result/result-plan.ts'
import { pointerOf } from '../text/pointer.ts'
import type { AskPlan, Check } from './check.ts'
import type { PlacedRule, PreparedRule } from './prepared-rule.ts'
import type { Source } from './source.ts'

/** A refusal that no argument can change. */
export interface Refusal {
  readonly rule: RuleId
  readonly code: DenyCode
  readonly sentence: Sentence
}

/** The claims of one document. */
export interface ClaimGroup {
  readonly source: ClaimSource
  readonly plans: readonly ClaimPlan[]
}

/** All that is known about a tool before it is called. */
export interface Plan {
  readonly by: GovernedBy
  /** The rule that lets the call pass where nothing refuses it. */
  readonly rule: RuleId
  /** The document of `rule` and of `refusal`. */
  readonly document: DocumentRef
  readonly refusal: Refusal | undefined
  readonly checks: readonly Check[]
  readonly asks: readonly AskPlan[]
  readonly claims: readonly ClaimGroup[]
  readonly placedResults: readonly PlacedResults[]
  /** What has to be done with results; undefined where they pass as they are. */
  readonly results: ResultPlan | undefined
  /** What its conditions and limits look at. */
  readonly reads: ReadonlySet<PathRoot>
}

const NOTHING: ReadonlySet<PathRoot> = new Set()

/** A plan that refuses every call. */
export function refusing(by: GovernedBy, document: DocumentRef, refusal: Refusal): Plan {
  const empty = { checks: [], asks: [], claims: [], placedResults: [], results: undefined, reads: NOTHING }
  return { by, rule: refusal.rule, document, refusal, ...empty }
}

/** For tools that are dropped from lists, and refused as an unknown name is. */
export function hiding(document: DocumentRef): Plan {
  return refusing('hidden', document, { rule: '(hidden)', code: 'tool_hidden', sentence: notAvailable })
}

/** What rules are put together for. */
export interface PlanHead {
  readonly by: GovernedBy
  /** The rule that lets the call pass. */
  readonly allowedBy: RuleId
  readonly source: Source
  readonly general: GeneralResults
}

/** What a document says of all results, and what has to be done where nothing else applies. */
export interface GeneralResults {
  readonly placed: readonly PlacedResults[]
  readonly plan: ResultPlan | undefined
  /** It has to be noticed where a result holds a secret. */
  readonly watchesSecrets: boolean
  /** What its conditions look at. */
  readonly reads: ReadonlySet<PathRoot>
}

/**
 * Puts together what rules of one document that apply together ask of a call. Each is judged and the most restrictive
 * effect wins: whatever stands first in (action, `deny_if`, `require`), and within one of these first in `rules`, refuses.
 * @param rules the governing ones, if any, then the one for all tools
 * @throws Error for limits that `parsePolicy` would have refused
 */
export function planOf(head: PlanHead, rules: readonly PreparedRule[]): Plan {
  const { source, by, general } = head
  if (rules.some(({ rule }) => rule.action === 'hide')) return hiding(source.document)
  const denying = rules.find(({ rule }) => rule.action === 'deny')
  if (denying !== undefined) return refusing(by, source.document, refusalOf(denying))
  const claims = claimPlansOf(rules.flatMap(({ limits }) => limits))
  const ownResults = rules.flatMap(({ results }) => results)
  const placedResults = [...ownResults, ...general.placed]
  return {
    by,
    rule: head.allowedBy,
    document: source.document,
    refusal: undefined,
    checks: [...rules.flatMap(({ denyIf }) => denyIf), ...rules.flatMap(({ require }) => require)],
    asks: rules.flatMap(({ asks }) => asks),
    claims: claims.length === 0 ? [] : [{ source, plans: claims }],
    placedResults,
    results: ownResults.length === 0 ? general.plan : compileResults(placedResults, general.watchesSecrets),
    reads: new Set([...general.reads, ...rules.flatMap(({ reads }) => [...reads])]),
  }
}

function refusalOf({ rule, place }: PlacedRule): Refusal {
  const sentence = rule.reason === undefined ? notAllowed : fixed(rule.reason)
  return { rule: pointerOf([...place, 'action']), code: 'policy_denied', sentence }
}
