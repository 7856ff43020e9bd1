/** What a call takes from counters. */
import type { AskTerms, DocumentRef, RuleId } from '../decide/decision.ts'
import type { Durability, RefundOutcome } from '../policy/limit.ts'
import type { Amount } from './amount.ts'

export type { RefundOutcome } from '../policy/limit.ts'

/** One window, half-open: `from` ≤ t < `to`, as instants in milliseconds. */
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
  /** The document that `rule` points into. */
  readonly document: DocumentRef
  readonly amount: Amount
  readonly max: Amount
  readonly current: WindowSlot
  readonly next: WindowSlot
  /** True where the amount came from the call's arguments (money and the like): such claims are stored with full durability. */
  readonly amountful: boolean
  /** What the agent is told when this claim is refused; undefined: the default sentence. */
  readonly onDeny: string | undefined
  /** Everything beside a maximum in fixed windows; undefined where there is nothing of that kind. */
  readonly terms: ClaimTerms | undefined
  /** Key of all counters of a limit that counts by value; undefined for a limit that does not. */
  readonly family: string | undefined
}

/** What limits say of a claim beside a maximum in fixed windows. */
export interface ClaimTerms {
  /** Length of a rolling window, milliseconds; undefined for fixed windows. */
  readonly rolling: number | undefined
  /** The limit that asks a person beyond its maximum; undefined where none does. */
  readonly asks: AskingLimit | undefined
  /** From which amounts on a warning is due, smallest first. */
  readonly warnings: readonly WarningMark[]
  /** Outcomes that give the claim back. */
  readonly refundOn: readonly RefundOutcome[]
  readonly onStoreFailure: 'deny' | 'allow'
  readonly durability: Durability
}

/** A limit beyond which a person is asked. */
export interface AskingLimit {
  readonly rule: RuleId
  readonly max: Amount
  readonly onDeny: string | undefined
  readonly terms: AskTerms
}

/** An amount from which on a warning is due. */
export interface WarningMark {
  readonly rule: RuleId
  readonly at: Amount
  readonly max: Amount
}
