/** What is said of something that is not a tool. */
import type { DocumentRef, RuleId } from '../decide/decision.ts'

/** An answer, and where it came from. */
export interface Verdict {
  /**
   * `hidden`: answer as if it did not exist. `malformed`: it is not written in the one form that rules can judge, and is
   * refused for that.
   */
  readonly effect: 'allow' | 'deny' | 'hidden' | 'malformed'
  /** A JSON Pointer into the document, or `(default allow)`, `(default deny)`. */
  readonly rule: RuleId
  /** The document that `rule` points into. */
  readonly document: DocumentRef
  /** Why, as the end of a sentence: where the rule alone does not say it. */
  readonly because?: string
}

/** Answers that are given again and again are made once. */
export function verdict(effect: Verdict['effect'], rule: RuleId, document: DocumentRef, because?: string): Verdict {
  return Object.freeze(because === undefined ? { effect, rule, document } : { effect, rule, document, because })
}

const SEVERITY: Readonly<Record<Verdict['effect'], number>> = { allow: 0, deny: 1, malformed: 2, hidden: 3 }

/** The most restrictive of what several documents say; of equals the first. */
export function strictest(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce((found, other) => (SEVERITY[other.effect] > SEVERITY[found.effect] ? other : found))
}
