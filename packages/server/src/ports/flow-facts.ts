/** What agents have read: so that rules can say what may follow upon it. */
import type { Instant, Seen, SessionSlot } from '@portcullis/engine'

/** What the result of a tool can bring in: data that is not public, text that strangers write, credentials. */
export const FLOW_KINDS = ['private', 'untrusted', 'secrets'] as const

export type FlowKind = (typeof FLOW_KINDS)[number]

/** Whose reading it is. */
export interface FlowPlace {
  readonly grant: string
  readonly slot: SessionSlot
}

/**
 * Facts of all grants. Every implementation runs `flow-facts.contract.ts`.
 *
 * On doubt something was read: what is forgotten for want of room counts as read by everyone for as long as it would have.
 */
export interface FlowFacts {
  /** Something was read, now. Synchronous; what survives a restart may be up to a minute younger than it was. */
  note(place: FlowPlace, kinds: readonly FlowKind[]): void
  /**
   * What was read within a stretch of time up to now.
   * @param window milliseconds
   */
  seen(place: FlowPlace, window: number): Seen
  /**
   * Whether a rule went by `seen` of this place, and other gateways may know more: it resolves once that is known here as
   * well, and `seen` has to be asked again. Left out where nobody else can know anything.
   * @param since what was asked of the others before this does not count; on the monotonic clock
   */
  behind?(place: FlowPlace, since: number): Promise<void> | undefined
  /** Lets go of the file. */
  close(): void
}

/** Where facts are kept across restarts. */
export interface FlowRecord {
  /** What was written before. */
  readonly known: readonly FlowRow[]
  /** Durable when it returns; throws where it cannot be written. */
  write(row: FlowRow): void
  forget(place: FlowPlace): void
  close(): void
}

/** When a grant's slot last read what; 0: never. */
export interface FlowRow extends FlowPlace {
  readonly private: Instant
  readonly untrusted: Instant
  readonly secrets: Instant
}
