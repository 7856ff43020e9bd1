/** Counters that live and die with this process: for tests, and where nothing needs to outlive a restart. */
import type { CounterStore, Refused, ReservationId, Reserved, Unavailable } from '../../ports/counter-store.ts'
import { createLedger, type Taken } from '../ledger.ts'
import type { SteadyTime } from '../steady-time.ts'

const RESERVED: Promise<Reserved> = Promise.resolve({ outcome: 'reserved' })
const nothing = (): void => undefined

const unavailable = (cause: string): Promise<Unavailable> => Promise.resolve({ outcome: 'unavailable', cause })

/** An empty store. Intents are not kept: no later process could read them. */
export function createMemoryCounters(time: SteadyTime): CounterStore {
  const ledger = createLedger({ changed: nothing, dropped: nothing })
  const open = new Map<ReservationId, Taken>()
  let closed = false

  return {
    reserve(id, claims): Promise<Reserved | Refused | Unavailable> {
      if (closed) return unavailable('the counters are closed')
      if (claims.length === 0) return RESERVED
      if (open.has(id)) return unavailable('this reservation was made before')
      const taken = ledger.take(claims, time.now())
      if (taken.outcome !== 'taken') return Promise.resolve(taken)
      open.set(id, taken)
      return RESERVED
    },
    settle(id, how) {
      const taken = open.get(id)
      if (taken === undefined) return
      open.delete(id)
      if (how === 'release') ledger.giveBack(taken)
    },
    read: (claims) => {
      const now = time.now()
      return Promise.resolve(claims.map((claim) => ({ key: claim.key, used: ledger.used(claim, now) })))
    },
    takeOpenIntents: () => [],
    close() {
      closed = true
      return Promise.resolve()
    },
  }
}
