/**
 * What goes on while the store cannot be asked: calls whose limits all say so, each gateway its share of every limit, for a
 * while. What they took is told to the store as soon as that is possible.
 */
import type { Amount, Claim } from '@portcullis/engine'
import type { ReservationId, Reserved, ReserveOptions } from '../../ports/counter-store.ts'
import { reservedWith } from '../answers.ts'
import type { Taken } from '../counter.ts'
import { createLedger } from '../ledger.ts'
import type { StoreTime } from './store-time.ts'

/** For so long, in milliseconds. */
const PATIENCE = 60_000

/** Reservations that wait to be told, at most. */
const MOST_UNTOLD = 10_000

/** This gateway's part of every limit. */
export class Outage {
  readonly #time: StoreTime
  readonly #gateways: () => number
  readonly #ledger = createLedger({ changed: () => undefined, dropped: () => undefined })
  readonly #taken = new Map<ReservationId, Taken>()
  #since: number | undefined
  #admitted = 0

  /** @param gateways how many share the limits, this one included */
  constructor(time: StoreTime, gateways: () => number) {
    this.#time = time
    this.#gateways = gateways
  }

  /** Calls that went on without the store, ever. */
  get admitted(): number {
    return this.#admitted
  }

  /** The store answered. */
  over(): void {
    this.#since = undefined
  }

  /** The store failed: admits the call if it may go on; undefined: it may not. */
  admit(id: ReservationId, claims: readonly Claim[], options: ReserveOptions): Reserved | undefined {
    const now = this.#time.monotonic()
    this.#since ??= now
    if (now - this.#since >= PATIENCE || this.#taken.size >= MOST_UNTOLD) return undefined
    if (options.intent !== undefined || !claims.every(isPatient)) return undefined
    const shares = Math.max(1, Math.ceil(this.#gateways()))
    const own = claims.map((claim) => ({ ...claim, max: Math.floor(claim.max / shares) as Amount }))
    const taken = this.#ledger.take(own, this.#time.now(), options.mayExceed)
    if (taken.outcome !== 'taken') return undefined
    this.#taken.set(id, taken)
    this.#admitted++
    return { ...reservedWith(taken), unwritten: true }
  }

  /** The store knows of it. */
  told(id: ReservationId): void {
    this.#taken.delete(id)
  }

  /** It comes back, before the store was told. */
  giveBack(id: ReservationId): void {
    const taken = this.#taken.get(id)
    if (taken !== undefined) this.#ledger.giveBack(taken)
  }
}

const isPatient = ({ terms, amountful }: Claim): boolean => terms?.onStoreFailure === 'allow' && !amountful
