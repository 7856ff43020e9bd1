/** What came of a step. */
import type { Effect } from './suite.ts'

/** Only what the step has; the rest is undefined. */
export interface Observed {
  /** Undefined for a list, and where only time passed. */
  readonly effect: Effect | undefined
  readonly rule?: string | undefined
  readonly document?: string | undefined
  readonly by?: string | undefined
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly retryAfter?: number | undefined
  readonly asks?: readonly string[]
  /** Amounts as texts, by name of the counter. */
  readonly claims?: ReadonlyMap<string, string>
  readonly warnings?: readonly string[]
  readonly redacted?: ReadonlyMap<string, number>
  /** Text of the result, as the client gets it. */
  readonly result?: string | undefined
  /** Null where nothing is in shadow mode. */
  readonly shadow?: { readonly effect: string; readonly rule: string; readonly code: string | undefined } | null
  readonly shown?: readonly string[]
  readonly offered?: readonly string[]
}

/** Where only time passed. */
export const NOTHING_ASKED: Observed = Object.freeze({ effect: undefined })
