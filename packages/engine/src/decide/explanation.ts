/** Why a call was answered as it was: every rule that was considered, in order, with what decided. */
import type { Truth } from '../condition/fault.ts'
import type { Amount } from '../limit/amount.ts'
import type { Claim } from '../limit/claim.ts'
import type { Allow, Ask, Deny, DocumentRef, GovernedBy, RuleId, ShadowAnswer, Visibility } from './decision.ts'
import type { JsonValue } from './request.ts'

/** A claim as it may be told: an amount that came out of the call is undefined unless it was asked for. */
export interface ToldClaim extends Omit<Claim, 'amount'> {
  readonly amount: Amount | undefined
}

/** What an answer holds, with its claims as they may be told. */
type Told<T extends { readonly claims: readonly Claim[] }> = Omit<T, 'claims' | 'shadow'> & {
  readonly claims: readonly ToldClaim[]
}

/** What shadow mode would have answered, as it may be told. */
export type ToldShadow = Told<ShadowAnswer>

/** What `decide` answers, as it may be told. */
export type ToldDecision = (Told<Allow> | Told<Ask> | Omit<Deny, 'shadow'>) & {
  readonly shadow: ToldShadow | undefined
}

/** The whole story of one call. */
export interface Explanation {
  /** What `decide` answers; exactly that where values may be told. */
  readonly decision: ToldDecision
  /** The documents that are enforced, in their order. */
  readonly documents: readonly DocumentExplanation[]
  /** The same as if nothing were in shadow mode; empty where nothing is. */
  readonly shadow: readonly DocumentExplanation[]
}

/** What one document says of a call. */
export interface DocumentExplanation {
  readonly document: DocumentRef
  readonly by: GovernedBy
  /** What of the document fits the tool: what governs it first, and what is displaced by that. */
  readonly candidates: readonly Candidate[]
  /** What was judged, in the order in which it is. */
  readonly steps: readonly Step[]
}

/** Something of a document that fits a tool's name or label. */
export interface Candidate {
  readonly kind: 'hide' | 'entry' | 'pattern' | 'class' | 'all_tools' | 'default'
  /** JSON Pointer into the document, or `(default allow)`, `(default deny)`. */
  readonly rule: RuleId
  /** The name, pattern or class as it is written. */
  readonly text: string
  /** Of a pattern: its literal characters, by which the most specific one wins. */
  readonly literals: number | undefined
  /** Whether it holds for the tool; otherwise something stronger displaces it. */
  readonly applies: boolean
  /** Why it holds, or what displaces it: a part of a sentence. */
  readonly because: string
}

/** What became of one rule. */
export type StepOutcome =
  /** It lets the call pass. */
  | 'passes'
  /** It refuses the call. */
  | 'refuses'
  /** It wants a person to answer. */
  | 'asks'
  /** It could not be judged, and refuses for that. */
  | 'fails'
  /** It takes something from a counter. */
  | 'claims'

/** One rule that was considered. */
export interface Step {
  readonly rule: RuleId
  readonly kind: 'refusal' | 'deny_if' | 'require' | 'approve_if' | 'action' | 'limit'
  readonly outcome: StepOutcome
  /** Whether the answer is that of this rule. */
  readonly decides: boolean
  /** Why it could not be judged; undefined where it could. */
  readonly because: string | undefined
  readonly conditions: readonly ConditionExplanation[]
  /** Of a limit: what the call takes. */
  readonly claim: ToldClaim | undefined
}

/** What was found where a comparison looks. */
export type Found = 'absent' | 'held' | 'not_held' | 'not_judged'

/** One condition, and what came of it. */
export interface ConditionExplanation {
  readonly kind: 'comparison' | 'any' | 'all' | 'not'
  /** True, false, or why it could not be judged. */
  readonly truth: Exclude<Truth, object> | string
  readonly found: Found
  /** Of a comparison. */
  readonly path: string | undefined
  readonly op: string | undefined
  /** What the policy compares with. */
  readonly literal: JsonValue | undefined
  /** What stands there; undefined unless it was asked for. */
  readonly value: JsonValue | undefined
  /** Of a combination. */
  readonly parts: readonly ConditionExplanation[]
}

/** Why a tool stands in a list, or does not. */
export interface VisibilityExplanation {
  readonly visibility: Visibility
  readonly documents: readonly {
    readonly document: DocumentRef
    readonly by: GovernedBy
    readonly candidates: readonly Candidate[]
    /** Why this document keeps it out of lists; undefined where it does not. */
    readonly because: string | undefined
  }[]
}
