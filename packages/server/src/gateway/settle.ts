/** Outcome → keep or return what was reserved. */
import type { CounterStore, ReservationId } from '../ports/counter-store.ts'

/**
 * A claim comes back only when no byte of the request can have reached the server: whatever was sent may have happened.
 */
export function settle(store: CounterStore, id: ReservationId, sent: boolean): void {
  store.settle(id, sent ? 'commit' : 'release')
}
