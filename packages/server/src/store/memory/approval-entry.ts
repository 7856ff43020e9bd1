/** A question to people as the memory keeps it, and what follows from its calls. */
import type { Instant } from '@portcullis/engine'
import type { ApprovalOutcome, Asking } from '../../ports/approval-store.ts'
import type { JoinedTerms } from '../../ports/approval-terms.ts'

/** One call that took the answer. */
export interface Use {
  state: 'running' | 'executed' | 'failed' | 'unknown'
  readonly at: Instant
  undelivered: { readonly text: string; readonly until: Instant } | undefined
}

/** One question, with everything that happened to it. */
export interface ApprovalEntry {
  readonly id: string
  readonly asking: Asking
  readonly terms: JoinedTerms
  readonly voters: Set<string>
  /** Calls that took the answer, by their ids. */
  readonly uses: Map<string, Use>
  /** Calls that were settled, and gave the answer back. */
  readonly returned: Set<string>
  state: 'pending' | 'approved' | 'rejected' | 'superseded'
  expires: Instant
  ended: Instant | undefined
  reason: string | undefined
  narrowed: string | undefined
}

/** Whether the answer is for this call. */
export function serves(
  { asking, terms, narrowed }: ApprovalEntry,
  by: { readonly binding: string; readonly alike: string | undefined },
): boolean {
  if (asking.binding === by.binding) return true
  return terms.reuse?.same === 'tool' && narrowed === undefined && by.alike !== undefined && asking.alike === by.alike
}

/** @param terms undefined: it serves once, whatever they say */
export function isUsedUp(uses: readonly Use[], terms: JoinedTerms | undefined): boolean {
  const most = terms?.reuse === undefined ? 1 : (terms.reuse.maxUses ?? Number.POSITIVE_INFINITY)
  return uses.length >= most || uses.some(({ state }) => state === 'unknown')
}

/** The worst that is known of its calls. */
export function outcomeOf(uses: readonly Use[]): ApprovalOutcome | undefined {
  const states = new Set(uses.map(({ state }) => state))
  return (['unknown', 'running', 'failed', 'executed'] as const).find((state) => states.has(state))
}
