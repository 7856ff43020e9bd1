/** Where counters live: the one place that says whether a call still fits its limits. */
import type { Amount, Claim, Instant, RuleId } from '@portcullis/engine'

/** Chosen by the gateway, unique for ever: settling is idempotent by it. */
export type ReservationId = string

/** Every claim was taken, and survives a crash of this process. */
export interface Reserved {
  readonly outcome: 'reserved'
}

/** No claim was taken: this one did not fit. */
export interface Refused {
  readonly outcome: 'refused'
  readonly counter: string
  readonly rule: RuleId
  readonly max: Amount
  readonly used: Amount
  /** When the window that refused ends. */
  readonly resetsAt: Instant
  readonly onDeny: string | undefined
}

/** The store could not answer; nothing may be assumed to have been taken, and the call is refused. */
export interface Unavailable {
  readonly outcome: 'unavailable'
  readonly cause: string
}

/** How much of a counter is used in the window that holds now. */
export interface Reading {
  readonly key: string
  readonly used: Amount
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

/**
 * Counters of all grants. Every implementation runs `counter-store.contract.ts`.
 *
 * A counter never returns to an older window than the newest it has seen, whatever the clock does.
 */
export interface CounterStore {
  /** Takes every claim or none, in one atomic step that is durable before the promise resolves. Never rejects. */
  reserve(id: ReservationId, claims: readonly Claim[], intent?: Intent): Promise<Reserved | Refused | Unavailable>
  /**
   * Commits or releases a reservation, once; again, or for an unknown id, does nothing. A release gives back into the
   * window it was taken from, or nowhere if that window has passed.
   */
  settle(id: ReservationId, how: 'commit' | 'release'): void
  /** Reads counters without touching them. */
  read(claims: readonly Claim[]): Promise<readonly Reading[]>
  /** Intents that a process which is gone left open; each is returned once. */
  takeOpenIntents(): readonly OpenIntent[]
  /** Writes what is pending and lets go of the file. */
  close(): Promise<void>
}
