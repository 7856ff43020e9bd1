/** Counters that live and die with this process: for tests, and where nothing needs to outlive a restart. */
import type { CounterStore, Reservation, ReservationId } from '../../ports/counter-store.ts'
import { FITS, RESERVED, reservedWith, settleIn, told, unavailable } from '../answers.ts'
import type { Taken } from '../counter.ts'
import { createLedger } from '../ledger.ts'
import type { SteadyTime } from '../steady-time.ts'

/** One promise for all to whom there is nothing more to say. */
const SIMPLY_RESERVED: Promise<Reservation> = Promise.resolve(RESERVED)
const CLOSED = unavailable('the counters are closed')
const nothing = (): void => undefined

/** An empty store. Intents are not kept: no later process could read them. */
export function createMemoryCounters(time: SteadyTime): CounterStore {
  const ledger = createLedger({ changed: nothing, dropped: nothing })
  const open = new Map<ReservationId, Taken>()
  let closed = false

  return {
    reserve(id, claims, options) {
      if (closed) return Promise.resolve(CLOSED)
      if (claims.length === 0) return SIMPLY_RESERVED
      if (open.has(id)) return Promise.resolve(unavailable('this reservation was made before'))
      const taken = ledger.take(claims, time.now(), options?.mayExceed === true)
      if (taken.outcome !== 'taken') return Promise.resolve(taken)
      open.set(id, taken)
      return taken.warnings.length === 0 ? SIMPLY_RESERVED : Promise.resolve(reservedWith(taken))
    },
    peek: (claims) => Promise.resolve(closed ? CLOSED : (ledger.judge(claims, time.now(), false) ?? FITS)),
    settle(id, how) {
      const taken = open.get(id)
      if (taken === undefined) return
      open.delete(id)
      settleIn(ledger, taken, how)
    },
    read: (claims) => {
      const now = time.now()
      return Promise.resolve(claims.map((claim) => ({ key: claim.key, used: ledger.used(claim, now) })))
    },
    standing: (claims) => {
      const now = time.now()
      return Promise.resolve(claims.map((claim) => ledger.standing(claim, now)))
    },
    adjust(claim, how) {
      if (closed) return Promise.resolve(CLOSED)
      return Promise.resolve(told(ledger.adjust(claim, how, time.now())))
    },
    takeOpenIntents: () => [],
    close() {
      closed = true
      return Promise.resolve()
    },
  }
}
