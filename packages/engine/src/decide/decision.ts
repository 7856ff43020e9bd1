/** The answer of the engine. */
import type { Claim } from '../limit/claim.ts'
import type { Reuse } from '../policy/rule.ts'
import type { ResultPlan } from '../result/result-plan.ts'

/** Where in the policy the answer came from: a JSON Pointer such as `/tools/create_charge/deny_if/0`, or `(hidden)`, `(no label)`, `(default deny)`, `(default allow)`. */
export type RuleId = string

/** A document, as answers and records name it. */
export interface DocumentRef {
  /** Counters hang on it. */
  readonly id: string
  /** Changes with the content; empty where there is none. */
  readonly version: string
}

/** What governed the tool: its own entry, a glob (with the classes beside it), its classes alone, the document's default, or `hide`. */
export type GovernedBy = 'entry' | 'pattern' | 'class' | 'default' | 'hidden'

/** Why the engine refuses, as a stable code. */
export type DenyCode = 'policy_denied' | 'argument_invalid' | 'tool_hidden'

/** What every answer says. Of several documents, the rule and what governed are those of the one that decided. */
interface Answer {
  readonly rule: RuleId
  /** The document that `rule` points into. */
  readonly document: DocumentRef
  readonly by: GovernedBy
  /** What would have been answered if nothing were in shadow mode; undefined where nothing is. */
  readonly shadow: ShadowAnswer | undefined
}

/** The call may go on, once its claims are taken. */
export interface Allow extends Answer {
  readonly effect: 'allow'
  readonly claims: readonly Claim[]
  /** What has to be done with the result; undefined where it passes as it is. */
  readonly results: ResultPlan | undefined
}

/** A person has to answer first. Its claims are looked at before anybody is asked, and taken after the answer. */
export interface Ask extends Answer {
  readonly effect: 'ask'
  /** What the agent is told. */
  readonly message: string
  /** Every rule that asks, the one that `rule` names first. */
  readonly asks: readonly AskRule[]
  readonly claims: readonly Claim[]
  /** What has to be done with the result; undefined where it passes as it is. */
  readonly results: ResultPlan | undefined
}

/** How people are asked. */
export interface AskTerms {
  /** How long the question waits for an answer, milliseconds. */
  readonly timeout: number
  /** How long the call is held open, milliseconds. */
  readonly hold: number
  readonly quorum: number
  readonly approvers: readonly string[]
  readonly reuse: Reuse
  /** The owner of the grant may not answer. */
  readonly fourEyes: boolean
}

/** A rule that wants a person to answer, and how. */
export interface AskRule extends AskTerms {
  readonly rule: RuleId
  readonly document: DocumentRef
  /** What the agent and the approver are told. */
  readonly message: string
}

/** The call is refused. */
export interface Deny extends Answer {
  readonly effect: 'deny'
  readonly code: DenyCode
  /** What the agent is told: one sentence. */
  readonly message: string
}

export type Decision = Allow | Ask | Deny

/** What shadow mode keeps from being enforced: recorded, and nothing else. */
export interface ShadowAnswer {
  readonly effect: Decision['effect']
  readonly rule: RuleId
  readonly document: DocumentRef
  /** Where it would have been refused. */
  readonly code: DenyCode | undefined
  /** Of limits in shadow mode: counted in counters of their own; one that is exceeded is recorded. */
  readonly claims: readonly Claim[]
}

/** Whether a tool stands in the list that a client gets. */
export type Visibility = 'shown' | 'hidden'

/** What a server offers beside tools, and what it may ask of clients; decided as a whole by the document's `default`. */
export type Surface =
  | 'resources'
  | 'prompts'
  | 'completion'
  | 'logging'
  | 'tasks'
  | 'elicitation'
  | 'sampling'
  | 'roots'
