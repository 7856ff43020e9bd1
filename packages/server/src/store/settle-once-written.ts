/** Intents outlive the buffer of the log: a call that may not be forgotten is settled when its records are written. */
import type { AuditSink } from '../ports/audit-sink.ts'
import type { CounterStore, ReservationId, Settlement } from '../ports/counter-store.ts'

/**
 * The same store, but for reservations with an intent: those that are kept are settled after the sink has written what was
 * recorded until then. What is given back goes back at once: the next call may need it. A process that dies in between
 * leaves the intent open, and its call is told as unknown.
 */
export function settleOnceWritten(store: CounterStore, sink: Pick<AuditSink, 'flush'>): CounterStore {
  const intended = new Set<ReservationId>()
  let waiting: ReservationId[] = []
  let pumping: Promise<void> | undefined

  async function pump(): Promise<void> {
    // The outcome is recorded in the turn of the loop in which it is settled: all of it is before this flush.
    await Promise.resolve()
    while (waiting.length > 0) {
      const ended = waiting
      waiting = []
      await sink.flush()
      for (const id of ended) store.settle(id, 'commit')
    }
    pumping = undefined
  }
  function settle(id: ReservationId, how: Settlement): void {
    const isIntended = intended.delete(id)
    if (!isIntended || how !== 'commit') return store.settle(id, how)
    waiting.push(id)
    pumping ??= pump()
  }

  return {
    async reserve(id, claims, options) {
      const reserved = await store.reserve(id, claims, options)
      if (reserved.outcome === 'reserved' && options?.intent !== undefined) intended.add(id)
      return reserved
    },
    peek: (claims) => store.peek(claims),
    settle,
    read: (claims) => store.read(claims),
    standing: (claims) => store.standing(claims),
    adjust: (claim, how) => store.adjust(claim, how),
    takeOpenIntents: () => store.takeOpenIntents(),
    async close() {
      await pumping
      await store.close()
    },
  }
}
