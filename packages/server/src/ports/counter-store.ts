/** Where counters live: the one place that says whether a call still fits its limits. */
import type { Amount, Claim, DocumentRef, Instant, RefundOutcome, RuleId } from '@portcullis/engine'

/** Chosen by the gateway, unique for ever: settling is idempotent by it. */
export type ReservationId = string

/** Every claim was taken, and survives a crash of this process unless it is `unwritten`. */
export interface Reserved {
  readonly outcome: 'reserved'
  /** Shares of limits that were reached by this very reservation. Nearly always none. */
  readonly warnings: readonly ReachedMark[]
  /**
   * The store could not write, and all limits of the call let it go on for a while: the claims are in memory alone and
   * are written as soon as that is possible.
   */
  readonly unwritten: boolean
}

/** A counter reached the share of a limit from which on a warning is due. */
export interface ReachedMark {
  readonly counter: string
  readonly rule: RuleId
  /** The document that the rule stands in. */
  readonly document: DocumentRef
  readonly max: Amount
  /** With what this call took. */
  readonly used: Amount
}

/** A limit that a call does not fit. */
export interface Exceeded {
  readonly counter: string
  readonly rule: RuleId
  /** The document that the rule stands in. */
  readonly document: DocumentRef
  readonly max: Amount
  readonly used: Amount
  /** What the call wants of it. */
  readonly amount: Amount
  /** When there is room again: the end of a fixed window, or when enough has left a rolling one. */
  readonly resetsAt: Instant
  readonly onDeny: string | undefined
}

/** No claim was taken: this one did not fit. */
export interface Refused extends Exceeded {
  readonly outcome: 'refused'
  /** `values`: the limit counts by value, and as many values as may be were counted in this window. */
  readonly reason: 'used_up' | 'values'
}

/** No claim was taken. All would fit, but for limits whose excess a person may allow: at least one. */
export interface Asks {
  readonly outcome: 'asks'
  readonly limits: readonly [Exceeded, ...Exceeded[]]
}

/** The store could not answer; nothing may be assumed to have been taken, and the call is refused. */
export interface Unavailable {
  readonly outcome: 'unavailable'
  readonly cause: string
}

/** Nothing stands in the way of the claims, and nothing was taken. */
export interface Fits {
  readonly outcome: 'fits'
}

/** What else is to be known of a reservation. */
export interface ReserveOptions {
  /** Written beside the claims, in the same commit. */
  readonly intent?: Intent | undefined
  /** A person allowed it: limits that ask may be exceeded. Those that refuse never are. */
  readonly mayExceed?: boolean
}

/**
 * How a reservation ends. `commit` keeps it, `release` gives everything back. After the other outcomes what their limits
 * say so of is given back (`refund_on`), and the rest is kept.
 */
export type Settlement = 'commit' | 'release' | RefundOutcome

/** How much of a counter is used in the window that holds now. */
export interface Reading {
  readonly key: string
  readonly used: Amount
}

/** How a counter stands in the window that holds now. */
export interface Standing {
  readonly used: Amount
  /** Of a limit that counts by value: how many values it counted, and `used` is what all of them took. */
  readonly values: number | undefined
  /** When a fixed window ends, or everything has left a rolling one; undefined: nothing is counted. */
  readonly resetsAt: Instant | undefined
}

/** What a person makes of a counter. */
export type Adjustment =
  | { readonly kind: 'set'; readonly amount: Amount }
  /** Takes so much off it, and never more than is there. */
  | { readonly kind: 'release'; readonly amount: Amount }

/** A counter stands as it was wished. */
export interface Adjusted {
  readonly outcome: 'adjusted'
  readonly before: Standing
  readonly after: Standing
}

/**
 * What is written beside claims that move amounts, in the same commit: after a crash the store still knows which calls
 * may have happened without an outcome.
 */
export interface Intent {
  readonly at: Instant
  readonly grant: string
  readonly server: string
  readonly tool: string
}

/** An intent whose outcome was never settled: its process died in between. */
export interface OpenIntent extends Intent {
  readonly reservation: ReservationId
}

/** Values that one counter with `by` may be taken from in one window. */
export const MAX_VALUES = 10_000

/** What a store answers to a reservation. */
export type Reservation = Reserved | Refused | Asks | Unavailable

/**
 * Counters of all grants. Every implementation runs `counter-store.contract.ts`.
 *
 * A counter never returns to an older window than the newest it has seen, whatever the clock does. A rolling window never
 * admits more than its maximum in any stretch of its length. Where limits count by value, at most `MAX_VALUES` values of
 * one counter are taken from in one window.
 */
export interface CounterStore {
  /**
   * Takes every claim or none, in one atomic step that is durable before the promise resolves. Never rejects. A limit
   * that refuses comes before one that asks.
   */
  reserve(id: ReservationId, claims: readonly Claim[], options?: ReserveOptions): Promise<Reservation>
  /** Says what `reserve` would say now, and takes nothing: whether it is worth asking a person. Never rejects. */
  peek(claims: readonly Claim[]): Promise<Fits | Asks | Refused | Unavailable>
  /**
   * Ends a reservation, once; again, or for an unknown id, does nothing. What is given back goes into the window it was
   * taken from, or nowhere if that window has passed.
   */
  settle(id: ReservationId, how: Settlement): void
  /** Reads counters without touching them. */
  read(claims: readonly Claim[]): Promise<readonly Reading[]>
  /** How counters stand; claims on a limit that counts by value name all of its values together, by their `family`. */
  standing(claims: readonly Claim[]): Promise<readonly Standing[]>
  /**
   * Sets the counter of a claim, durably before the promise resolves; the claim's own amount does not matter. What calls
   * took before that does not come back. Of a limit that counts by value, all values can be set to nothing, and nothing
   * else: other adjustments are `unavailable`. Never rejects.
   */
  adjust(claim: Claim, how: Adjustment): Promise<Adjusted | Unavailable>
  /**
   * Intents that a process which is gone left open; each is returned once. Whoever has told of one settles it, with `commit`: what is not
   * settled may be returned to the next process again.
   */
  takeOpenIntents(): readonly OpenIntent[]
  /** Writes what is pending and lets go of the file. */
  close(): Promise<void>
}
