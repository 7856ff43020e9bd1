/** Where `results` stand in a document. */
import type { DocumentRef, RuleId } from '../decide/decision.ts'
import type { Results } from '../policy/results.ts'

/** What one rule, or one document, says of results. */
export interface PlacedResults {
  readonly document: DocumentRef
  /** JSON Pointer of the `results` member. */
  readonly rule: RuleId
  readonly results: Results
  /** Time zone of the document, for `time.*`. */
  readonly timezone: string
}
