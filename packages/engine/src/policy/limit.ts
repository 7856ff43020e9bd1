/** Limits, as a policy writes them. */

/** How much may be taken from one counter within one window. */
export interface Limit {
  readonly counter: string
  readonly window: string | number
  /** Fixed windows begin at the same instants for everybody; a rolling one ends now. */
  readonly kind?: 'fixed' | 'rolling'
  readonly max: number | string
  readonly scope?: Scope
  /** Paths: a counter for each value that stands there. */
  readonly by?: readonly string[]
  readonly increment?: number | string
  readonly increment_from?: IncrementFrom
  /** Share of `max` from which on a warning is recorded: more than 0, less than 1. */
  readonly warn_at?: number
  readonly on_exceed?: 'deny' | 'require_approval'
  /** Outcomes that give the claim back, beside "never sent", which always does. */
  readonly refund_on?: readonly RefundOutcome[]
  readonly on_store_failure?: 'deny' | 'allow'
  readonly on_deny?: string
}

/** Whose calls share a counter. */
export type Scope = 'grant' | 'session' | 'owner' | 'server' | 'organisation'

/** What a call takes: the number at a path, the sum of several, or how many elements there are. */
export type IncrementFrom = string | { readonly sum: string } | { readonly count: string }

export type RefundOutcome = 'protocol_error' | 'tool_error'

/** The short form of a limit: calls in each window, for each session. */
export type RateLimit =
  | string
  | {
      readonly max: number
      /** Seconds. */
      readonly window: number
      readonly by?: readonly string[]
    }
