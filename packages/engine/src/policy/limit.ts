/** Limits, as a policy writes them. */

/** How much may be taken from one counter within one window. */
export interface Limit {
  readonly counter: string
  readonly window: string | number
  /** Fixed windows begin at the same instants for everybody; a rolling one ends now. */
  readonly kind?: 'fixed' | 'rolling'
  readonly max: number | string
  readonly scope?: Scope
  /** A counter for each value that stands there. */
  readonly by?: readonly ByKey[]
  readonly increment?: number | string
  readonly increment_from?: IncrementFrom
  /** Share of `max` from which on a warning is recorded: more than 0, less than 1. */
  readonly warn_at?: number
  readonly on_exceed?: 'deny' | 'require_approval'
  /** Outcomes that give the claim back, beside "never sent", which always does. */
  readonly refund_on?: readonly RefundOutcome[]
  readonly on_store_failure?: 'deny' | 'allow'
  /** What has to be true before a call goes on. */
  readonly durability?: Durability
  readonly on_deny?: string
}

/** A path; or one with what makes no difference between two texts that stand there. */
export type ByKey =
  | string
  | {
      readonly path: string
      /** Upper and lower case, and composed characters, as `ignore_case` of an operator. */
      readonly ignore_case?: boolean
      /** White space at either end. */
      readonly trim?: boolean
    }

/** The path of a key. */
export const pathOfKey = (key: ByKey): string => (typeof key === 'string' ? key : key.path)

/** Whose calls share a counter. */
export type Scope = 'grant' | 'session' | 'owner' | 'server' | 'organisation'

/** What a call takes: the number at a path, the sum of several, or how many elements there are. */
export type IncrementFrom = string | { readonly sum: string } | { readonly count: string }

/** `strict`: its claim is written. `relaxed`: it is counted; what was counted in the last moment is lost in a kill. */
export type Durability = 'strict' | 'relaxed'

export type RefundOutcome = 'protocol_error' | 'tool_error'

/** The short form of a limit: calls in each window, for each session. */
export type RateLimit =
  | string
  | {
      readonly max: number
      /** Seconds. */
      readonly window: number
      readonly by?: readonly ByKey[]
    }
