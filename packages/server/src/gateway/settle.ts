/** Outcome → keep or return what was reserved. */
import type { CounterStore, ReservationId } from '../ports/counter-store.ts'
import type { Outcome } from './answer/relay-owner.ts'

/**
 * A claim comes back by itself only when no byte of the request can have reached the server: whatever was sent may have
 * happened. What a server answered with an error comes back where its limit says so.
 */
export function settle(store: CounterStore, id: ReservationId, sent: boolean, outcome: Outcome): void {
  const failed = outcome === 'protocol_error' || outcome === 'tool_error'
  store.settle(id, sent ? (failed ? outcome : 'commit') : 'release')
}
