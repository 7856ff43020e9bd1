/** The answer of the engine. */
import type { Amount } from './amount.ts'

/** Where in the policy the answer came from: a JSON Pointer such as `/tools/create_charge/deny_if/0`, or `(hidden)`, `(no label)`, `(default deny)`, `(default allow)`. */
export type RuleId = string

/** What governed the tool: its own entry, a glob (with the classes beside it), its classes alone, the document's default, or `hide`. */
export type GovernedBy = 'entry' | 'pattern' | 'class' | 'default' | 'hidden'

/** Why the engine refuses, as a stable code. */
export type DenyCode = 'policy_denied' | 'argument_invalid' | 'tool_hidden'

/** One fixed window, half-open: `from` ≤ t < `to`, as instants in milliseconds. */
export interface WindowSlot {
  readonly from: number
  readonly to: number
}

/**
 * What a call takes from one counter. The store picks the slot by its own clock out of two neighbours, so that a call
 * that is decided just before an edge and stored just after it is counted where it happens.
 */
export interface Claim {
  /** Identity of the counter: length-prefixed and collision-free. */
  readonly key: string
  /** The counter's name in the document, for messages. */
  readonly counter: string
  /** The limit that compares the smallest `max` of those that share this counter. */
  readonly rule: RuleId
  readonly amount: Amount
  readonly max: Amount
  readonly current: WindowSlot
  readonly next: WindowSlot
  /** True where the amount came from the call's arguments (money and the like): such claims are stored with full durability. */
  readonly amountful: boolean
  /** What the agent is told when this claim is refused; undefined: the default sentence. */
  readonly onDeny: string | undefined
}

/** The call may go on, once its claims are taken. */
export interface Allow {
  readonly effect: 'allow'
  readonly rule: RuleId
  readonly by: GovernedBy
  readonly claims: readonly Claim[]
}

/** A person has to answer first. */
export interface Ask {
  readonly effect: 'ask'
  readonly rule: RuleId
  readonly by: GovernedBy
  /** What the agent is told. */
  readonly message: string
  readonly claims: readonly Claim[]
}

/** The call is refused. */
export interface Deny {
  readonly effect: 'deny'
  readonly rule: RuleId
  readonly by: GovernedBy
  readonly code: DenyCode
  /** What the agent is told: one sentence. */
  readonly message: string
}

export type Decision = Allow | Ask | Deny

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
