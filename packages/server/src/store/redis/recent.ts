/**
 * What this gateway took lately: a store that lost something, or a replica that took its place before it had heard of
 * everything, is told of it again.
 */
import type { Claim } from '@portcullis/engine'
import type { Intent, ReservationId } from '../../ports/counter-store.ts'

/** How far back is told, milliseconds: a replica that lags by more loses what this names a bound for. */
export const TOLD_AGAIN = 60_000

/** A reservation that holds. */
export interface RecentReservation {
  readonly id: ReservationId
  readonly claims: readonly Claim[]
  readonly intent: Intent | undefined
}

interface Entry {
  readonly at: number
  reservation: RecentReservation
}

/** Reservations of the last minute. */
export class RecentReservations {
  /** Oldest first. */
  readonly #entries = new Map<ReservationId, Entry>()

  /** Whether there are any. @param now on the monotonic clock */
  has(now: number): boolean {
    this.#prune(now)
    return this.#entries.size > 0
  }

  /** @param now on the monotonic clock */
  add(reservation: RecentReservation, now: number): void {
    this.#entries.set(reservation.id, { at: now, reservation })
    this.#prune(now)
  }

  /** Some of it, or all, was given back; and its outcome is known. */
  settled(id: ReservationId, remaining: readonly Claim[]): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    if (remaining.length === 0) this.#entries.delete(id)
    else entry.reservation = { id, claims: remaining, intent: undefined }
  }

  all(now: number): readonly RecentReservation[] {
    this.#prune(now)
    return [...this.#entries.values()].map(({ reservation }) => reservation)
  }

  #prune(now: number): void {
    for (const [id, { at }] of this.#entries) {
      if (now - at <= TOLD_AGAIN) return
      this.#entries.delete(id)
    }
  }
}
