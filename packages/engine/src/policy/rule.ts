/** Rules, as a policy writes them. */
import type { Condition } from './condition.ts'
import type { Limit, RateLimit } from './limit.ts'
import type { Mode } from './policy.ts'
import type { Results } from './results.ts'

/** What a rule does with the tools it governs, before its conditions are looked at. */
export type Action = 'allow' | 'deny' | 'hide' | 'require_approval'

/** The rule of one tool, of a pattern of names, or of all tools. */
export interface Rule {
  /** For people; it decides nothing. */
  readonly description?: string
  readonly action?: Action
  readonly reason?: string
  /** Shadow: the rule is judged and recorded, and what holds is what would hold without it. */
  readonly mode?: Mode
  /** RFC 3339 instant at which `mode: "shadow"` ends and the rule is enforced. */
  readonly until?: string
  readonly require?: readonly Predicate[]
  readonly deny_if?: readonly Predicate[]
  readonly approve_if?: readonly ApprovalRule[]
  /** How people are asked by `action` and by limits; entries of `approve_if` take from it what they leave out. */
  readonly approval?: ApprovalTerms
  readonly limits?: readonly Limit[]
  readonly rate_limit?: RateLimit
  readonly results?: Results
}

/** Conditions that are ANDed, and what the agent is told when the rule refuses because of them. */
export interface Predicate {
  readonly conditions: readonly Condition[]
  readonly on_deny?: string
}

/** How people are asked. */
export interface ApprovalTerms {
  /** How long the question waits for an answer: a duration. */
  readonly timeout?: string
  /** How long the call itself is held open: a duration. */
  readonly hold?: string
  /** So many people have to approve. */
  readonly quorum?: number
  /** Who may: `role:approver`, `team:treasury`, `user:ana@example.com`, `owner`. */
  readonly approvers?: readonly string[]
  readonly reuse?: Reuse
  /** The owner of the grant that calls may not answer. */
  readonly four_eyes?: boolean
}

/** Conditions under which a person has to answer first, and how. */
export interface ApprovalRule extends ApprovalTerms {
  readonly conditions: readonly Condition[]
  /** What the agent and the approver are told. */
  readonly reason?: string
}

/** Whether one answer serves for later calls too: of the same tool, or with the same arguments. */
export type Reuse = 'once' | { readonly for: string; readonly same: 'tool' | 'call'; readonly max_uses?: number }
