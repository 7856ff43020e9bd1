/** What the flow asks people with. */
import type { ApprovalStore } from '../../ports/approval-store.ts'

/** Where questions wait, and what they are bound with. */
export interface Approvals {
  readonly store: ApprovalStore
  /** Keyed digest, lower-case hex: the same in every gateway of an installation. */
  digest(text: string): string
}
