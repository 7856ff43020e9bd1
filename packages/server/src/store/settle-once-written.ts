/** Intents outlive the buffer of the log: a call that may not be forgotten is settled when its records are written. */
import type { Claim } from '@portcullis/engine'
import type { AuditSink } from '../ports/audit-sink.ts'
import type { CounterStore, ReservationId, Settlement } from '../ports/counter-store.ts'
import { comesBack } from './claims-of-call.ts'

/**
 * The same store, but for reservations with an intent: those that are kept are settled after the sink has written what was
 * recorded until then. What is given back goes back at once: the next call may need it. A process that dies in between
 * leaves the intent open, and its call is told as unknown. What an earlier process left is settled in the same way.
 */
export function settleOnceWritten(store: CounterStore, sink: Pick<AuditSink, 'flush'>): CounterStore {
  const intended = new Map<ReservationId, readonly Claim[]>()
  let waiting: (readonly [ReservationId, Settlement])[] = []
  let pumping: Promise<void> | undefined

  async function pump(): Promise<void> {
    // The outcome is recorded in the turn of the loop in which it is settled: all of it is before this flush.
    await Promise.resolve()
    while (waiting.length > 0) {
      const ended = waiting
      waiting = []
      await sink.flush()
      for (const [id, how] of ended) store.settle(id, how)
    }
    pumping = undefined
  }
  function settle(id: ReservationId, how: Settlement): void {
    const claims = intended.get(id)
    intended.delete(id)
    const isKept = how !== 'release' && claims?.some((claim) => comesBack(claim, how)) === false
    if (!isKept) return store.settle(id, how)
    waiting.push([id, how])
    pumping ??= pump()
  }
  const reserve: CounterStore['reserve'] = async (id, claims, options) => {
    const reserved = await store.reserve(id, claims, options)
    if (reserved.outcome === 'reserved') intended.set(id, claims)
    return reserved
  }

  return {
    reserve: (id, claims, options) =>
      options?.intent === undefined ? store.reserve(id, claims, options) : reserve(id, claims, options),
    peek: (claims) => store.peek(claims),
    settle,
    read: (claims) => store.read(claims),
    standing: (claims) => store.standing(claims),
    adjust: (claim, how) => store.adjust(claim, how),
    takeOpenIntents() {
      const left = store.takeOpenIntents()
      for (const { reservation } of left) intended.set(reservation, [])
      return left
    },
    async close() {
      await pumping
      await store.close()
    },
  }
}
