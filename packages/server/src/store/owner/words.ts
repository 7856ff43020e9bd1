/**
 * What a process that takes calls says to the one that owns the data folder: plain data, in order, over a channel that
 * both ends notice the end of.
 */
import type { Claim, Seen } from '@portcullis/engine'
import type { AuditEvent } from '../../ports/audit-sink.ts'
import type {
  Adjusted,
  Adjustment,
  Asks,
  Fits,
  Reading,
  Refused,
  Reservation,
  ReservationId,
  ReserveOptions,
  Settlement,
  Standing,
  Unavailable,
} from '../../ports/counter-store.ts'
import type { FlowKind, FlowPlace } from '../../ports/flow-facts.ts'

/** One wish about counters; all but the end of a reservation are answered under the same number. */
export type CounterWish =
  | {
      readonly kind: 'reserve'
      readonly ask: number
      readonly id: ReservationId
      readonly claims: readonly Claim[]
      readonly options: ReserveOptions | undefined
    }
  | { readonly kind: 'settle'; readonly id: ReservationId; readonly how: Settlement }
  | { readonly kind: 'peek' | 'read' | 'standing'; readonly ask: number; readonly claims: readonly Claim[] }
  | { readonly kind: 'adjust'; readonly ask: number; readonly claim: Claim; readonly how: Adjustment }

/** What is answered, by the kind of the wish. */
export type CounterReply =
  | { readonly kind: 'reserve'; readonly ask: number; readonly answer: Reservation }
  | { readonly kind: 'peek'; readonly ask: number; readonly answer: Fits | Asks | Refused | Unavailable }
  | { readonly kind: 'read'; readonly ask: number; readonly answer: readonly Reading[] }
  | { readonly kind: 'standing'; readonly ask: number; readonly answer: readonly Standing[] }
  | { readonly kind: 'adjust'; readonly ask: number; readonly answer: Adjusted | Unavailable }
  /** It could not be asked at all. */
  | { readonly kind: 'failed'; readonly ask: number; readonly cause: string }

/** Something that was read. */
export interface FlowNote {
  readonly place: FlowPlace
  readonly kinds: readonly FlowKind[]
}

/** What a slot has read within a stretch of time, milliseconds. */
export interface FlowView {
  readonly window: number
  readonly seen: Seen
}

/** To the owner. */
export type ToOwner =
  /** All of one turn of the event loop, in order. */
  | { readonly kind: 'count'; readonly wishes: readonly CounterWish[] }
  | { readonly kind: 'note'; readonly note: FlowNote }
  | { readonly kind: 'look'; readonly ask: number; readonly place: FlowPlace; readonly windows: readonly number[] }
  /** All of one turn, in order. */
  | { readonly kind: 'record'; readonly events: readonly AuditEvent[] }
  /** All that was recorded before is wanted on the disk. */
  | { readonly kind: 'flush'; readonly ask: number }
  /** There is no key for this month's digests yet. */
  | { readonly kind: 'month' }

/** From the owner. */
export type FromOwner =
  | { readonly kind: 'counted'; readonly replies: readonly CounterReply[] }
  | { readonly kind: 'looked'; readonly ask: number; readonly views: readonly FlowView[] }
  /** So many more events are in the log's own hands. */
  | { readonly kind: 'recorded'; readonly events: number }
  /** What was recorded before that was asked is written. */
  | { readonly kind: 'flushed'; readonly ask: number }
