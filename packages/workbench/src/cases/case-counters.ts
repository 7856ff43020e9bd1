/** Counters of one case: what the commands bring, so that cases count exactly as the gateway does. */
import type { Claim, DocumentRef, Instant } from '@portcullis/engine'

/** Why a call does not get its claims. */
export interface CaseRefusal {
  /** `ask`: a person may allow it. */
  readonly effect: 'deny' | 'ask'
  readonly code: string
  readonly message: string
  readonly rule: string
  readonly document: DocumentRef
  /** Seconds; undefined where waiting does not help. */
  readonly retryAfter: number | undefined
  /** Where a person may allow it: every limit that asks. */
  readonly asks: readonly string[]
}

/** Claims that were taken. */
export interface CaseTaken {
  readonly effect: 'taken'
  /** Counters that a warning is due of. */
  readonly warnings: readonly string[]
  /** The call ended: gives back what that gives back. Once. */
  readonly settle: (how: 'commit' | 'release' | 'tool_error' | 'protocol_error') => void
}

/** A call, for the texts of refusals. */
export interface CountedCall {
  readonly tool: string
  readonly at: Instant
  /** A person allowed it: limits that ask are not compared. */
  readonly mayExceed: boolean
}

/** Counters that nothing was taken from, at first. */
export interface CaseCounters {
  /** Takes all claims or none. At least one. */
  take(claims: readonly Claim[], call: CountedCall): CaseTaken | CaseRefusal
  /** What stands in the way of `take`; undefined: nothing. */
  peek(claims: readonly Claim[], call: CountedCall): CaseRefusal | undefined
}

/** What cases are run with. */
export interface CaseWorld {
  /** New counters for each case. */
  readonly counters: () => CaseCounters
}
