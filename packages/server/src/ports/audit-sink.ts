/** Where decisions are written. Write-only: a sink need not be searchable. */
import type { Claim, Instant, RedactionCount, ToolLabel } from '@portcullis/engine'
import type { ApprovalState } from './approval-store.ts'
import type { ReachedMark } from './counter-store.ts'
import type { FlowKind } from './flow-facts.ts'

/** What is wrong with a tool's description: characters that people do not see, or orders to the model that reads it. */
export type DescriptionFlag = 'hidden-text' | 'instructions'

/** A tool's label as it is recorded and shown. */
export interface LabelFact extends ToolLabel {
  /** Absent where nothing is wrong with the description. */
  readonly flags?: readonly DescriptionFlag[]
  /** What its results bring in; absent where it is nothing of note. Not recorded. */
  readonly reads?: readonly FlowKind[]
}

/** A decision: written before the call is forwarded, or when it is refused. No argument value is ever part of it. */
export interface DecisionEvent {
  readonly type: 'decision'
  /** Chosen by the gateway; its outcome carries the same. */
  readonly id: string
  readonly at: Instant
  /** Absent: `local`. */
  readonly organisation?: string | undefined
  readonly grant: string
  readonly server: string
  readonly era: 'legacy' | 'modern'
  readonly method: string
  /** The tool's name, for `tools/call`; at most 128 characters, control characters replaced. */
  readonly tool: string | undefined
  /** What the tool can do, for `tools/call`; undefined where it is not known. */
  readonly label?: LabelFact | undefined
  /** What other methods ask for: a prompt's name (as safe as a tool's), or a resource's URI as scheme, host and digest. */
  readonly target?: string | undefined
  readonly effect: 'allow' | 'deny'
  readonly code: string | undefined
  readonly rule: string | undefined
  readonly policy: string | undefined
  readonly policyVersion: string | undefined
  /**
   * Names of top-level arguments that the tool's schema knows, with a fact of each value; one `*` at the end counts the
   * rest. Keys are unique.
   */
  readonly args: readonly ArgumentFact[]
  /** What rules asked of the call, and what else tells how a rule would read it; undefined where nothing is kept. */
  readonly facts?: JudgedFacts | undefined
  /** What an allowed call took from counters; undefined or empty: nothing. */
  readonly counted?: Counted | undefined
  /** What would have been decided if nothing were in shadow mode; undefined where nothing is. */
  readonly shadow?: ShadowFact | undefined
  /** The question to people about the call; undefined where nobody was asked. */
  readonly approval?: ApprovalFact | undefined
  /** Id of the trace that it belongs to (W3C Trace Context), 32 digits; undefined: of none. */
  readonly trace?: string | undefined
  /** Microseconds from the arrival of the body to the decision. */
  readonly micros: number
  /** Identical refusals that were folded into this record; 1 when none were. */
  readonly count: number
}

/** A question to people, as the decision found or left it. */
export interface ApprovalFact {
  readonly id: string
  /** `delivered`: the call was made before, and its answer was handed out now. */
  readonly state: ApprovalState | 'delivered'
  /** A person changed the arguments: the call is judged, and recorded, as it is sent. */
  readonly narrowed: boolean
}

/** What shadow mode would have decided, and which rule of which document. */
export interface ShadowFact {
  readonly effect: 'allow' | 'ask' | 'deny'
  /** Why it would have been refused. */
  readonly code: string | undefined
  readonly rule: string
  readonly policy: string
  readonly policyVersion: string
}

/** What a call took from counters. Amounts that arguments gave are values, and never written. */
export interface Counted {
  readonly claims: readonly Claim[]
  /** Shares of limits that this very call reached. */
  readonly warnings: readonly ReachedMark[]
  /** The counters could not be written yet: the call's limits let it go on all the same. */
  readonly unwritten: boolean
}

/** What is kept so that another policy can be judged over the call later, without its values. */
export interface JudgedFacts {
  /** Answers to the rules' questions: ten characters that name the question, then `+`, `-` or `!`; one after the other. */
  readonly answers: string
  /** Arguments that the defaults of the tool's schema would complete; `*`: any may be. */
  readonly defaults: readonly string[]
  /** Which of the grant's session slots it was. */
  readonly slot: number
}

export interface ArgumentFact {
  readonly key: string
  /**
   * Keyed digest (HMAC, base64url), a dot, and the value's kind (`kindOf`); without the digest for values that are too
   * large. Undefined for the `*` entry, and where digests are off.
   */
  readonly digest: string | undefined
  /** How many arguments the `*` entry stands for; 1 where it is absent. */
  readonly count?: number
}

/** How a forwarded call ended: written after its decision, with the same id. */
export interface OutcomeEvent {
  readonly type: 'outcome'
  readonly id: string
  readonly at: Instant
  /** As in the decision. */
  readonly organisation?: string | undefined
  /** As in the decision; undefined: not known, as of a call of an earlier process. Not recorded again. */
  readonly server?: string | undefined
  readonly outcome:
    | 'ok'
    | 'tool_error'
    | 'protocol_error'
    | 'unreachable'
    | 'timeout'
    | 'cancelled'
    | 'withheld'
    | 'unknown'
  /** Microseconds spent waiting for the upstream, from the first byte sent to the end of the answer. */
  readonly upstreamMicros: number
  /** Microseconds spent by the gateway itself. */
  readonly ownMicros: number
  /** What a policy did with what came back; undefined: it passed as it was. */
  readonly result?: ResultRecord | undefined
}

/** What a policy did with the result of a call. No text of it is ever part of this. */
export interface ResultRecord {
  /** What was replaced, how often, and by which rule. */
  readonly redacted: readonly RedactionCount[]
  /** The rule by which it was withheld; undefined: it was passed on. */
  readonly withheldBy: string | undefined
}

/** Requests that were refused before anyone was identified: counted by reason, not listed. */
export interface UnidentifiedEvent {
  readonly type: 'unidentified'
  readonly at: Instant
  /** A stable code out of a fixed set, never text of the request. */
  readonly reason: string
  readonly count: number
}

export type AuditEvent = DecisionEvent | OutcomeEvent | UnidentifiedEvent

/** `full`: the event could not be taken; a decision that cannot be recorded refuses its call. */
export type Accepted = 'accepted' | 'full'

export interface AuditSink {
  /** Synchronous and cheap: buffers, writes later. */
  record(event: AuditEvent): Accepted
  /** Resolves when everything accepted so far was given to the operating system, or could not be for now. Never rejects. */
  flush(): Promise<void>
  /** Writes what was accepted and lets go of the destination; whatever is recorded afterwards is `full`. Never rejects. */
  close(): Promise<void>
}
