/**
 * Counters that survive a restart. The data folder has one owner, so its memory is the truth while it lives (the same
 * ledger as the memory store's) and SQLite is its record: all calls of one turn of the event loop are decided in
 * memory, written in one transaction, and answered only then. 32 calls on one counter are one row.
 *
 * Calls that move amounts, or leave an intent, are answered only once the disk has them; all others once the
 * operating system has them, which survives the death of the process but not a loss of power.
 */
import { join } from 'node:path'
import type { Claim } from '@portcullis/engine'
import type {
  CounterStore,
  Intent,
  OpenIntent,
  Reading,
  Refused,
  ReservationId,
  Reserved,
  Unavailable,
} from '../../ports/counter-store.ts'
import type { DataFolder } from '../data-folder.ts'
import { createLedger, type Ledger, type Taken } from '../ledger.ts'
import type { SteadyTime } from '../steady-time.ts'
import { type CounterRecord, openCounterRecord } from './counter-record.ts'
import { errorText, type RefusedDatabase } from './database.ts'
import { Pending } from './pending.ts'
import { createTick, deferred, type Tick } from './tick.ts'

/** A reservation that is not settled: what it took, and the row of its intent (0: none). */
interface Open {
  readonly taken: Taken | undefined
  readonly intent: number
}

/** Milliseconds that a release may wait for a transaction to go with. What a crash loses of them stays counted. */
const DELAY = 20

/** The same, after a transaction failed. */
const RETRY_DELAY = 1_000

const RESERVED: Reserved = { outcome: 'reserved' }
const NOTHING_CLAIMED = Promise.resolve(RESERVED)

const unavailable = (cause: string): Unavailable => ({ outcome: 'unavailable', cause })
const unwritten = (error: unknown): Unavailable => unavailable(`the counters could not be written: ${errorText(error)}`)

class SqliteCounters implements CounterStore {
  readonly #record: CounterRecord
  readonly #time: SteadyTime
  readonly #pending: Pending
  readonly #ledger: Ledger
  readonly #open = new Map<ReservationId, Open>()
  #left: CounterRecord['recorded']['intents']
  #tick: Tick | undefined
  #timer: NodeJS.Timeout | undefined
  #syncing: Promise<void> = Promise.resolve()
  #failure: Unavailable | undefined
  #closed = false

  constructor(record: CounterRecord, time: SteadyTime) {
    this.#record = record
    this.#time = time
    const { counters, forgotten, intents } = record.recorded
    this.#left = intents
    const pending = new Pending(intents.at(-1)?.row ?? 0)
    this.#pending = pending
    this.#ledger = createLedger({
      changed: (counter) => pending.change(counter),
      dropped: (counter) => {
        if (counter.row !== 0) pending.dropped.push(counter.row)
      },
    })
    for (const counter of counters) this.#ledger.restore(counter)
    for (const [sizeClass, until] of forgotten) this.#ledger.horizon.restore(sizeClass, until)
  }

  reserve(id: ReservationId, claims: readonly Claim[], intent?: Intent): Promise<Reserved | Refused | Unavailable> {
    if (claims.length === 0 && intent === undefined) return NOTHING_CLAIMED
    if (this.#closed) return Promise.resolve(unavailable('the counters are closed'))
    if (this.#open.has(id)) return Promise.resolve(unavailable('this reservation was made before'))
    const taken = claims.length === 0 ? undefined : this.#ledger.take(claims, this.#time.now())
    if (taken !== undefined && taken.outcome !== 'taken') return this.#refuse(taken)

    const tick = this.#thisTick()
    tick.ids.push(id)
    this.#open.set(id, { taken, intent: intent === undefined ? 0 : this.#pending.note(id, intent) })
    if (intent === undefined && !claims.some((claim) => claim.amountful)) return tick.written.promise
    tick.durable.push(id)
    tick.synced ??= deferred()
    return tick.synced.promise
  }

  settle(id: ReservationId, how: 'commit' | 'release'): void {
    const open = this.#open.get(id)
    if (open === undefined) return
    this.#open.delete(id)
    if (how === 'release' && open.taken !== undefined) this.#ledger.giveBack(open.taken)
    if (open.intent !== 0) this.#pending.settled.push(open.intent)
    this.#writeLater()
  }

  read(claims: readonly Claim[]): Promise<readonly Reading[]> {
    const now = this.#time.now()
    return Promise.resolve(claims.map((claim) => ({ key: claim.key, used: this.#ledger.used(claim, now) })))
  }

  takeOpenIntents(): readonly OpenIntent[] {
    const left = this.#left
    this.#left = []
    for (const { row } of left) this.#pending.settled.push(row)
    this.#writeLater()
    return left.map(({ open }) => open)
  }

  /** Rejects where the last transaction failed: what it gave back then stays counted. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    this.#write()
    await this.#syncing
    this.#write()
    this.#record.close()
    if (this.#failure !== undefined) throw new Error(this.#failure.cause)
  }

  /** A refusal that rests on claims of this very turn waits to see whether those hold. */
  #refuse(refusal: Refused | Unavailable): Promise<Refused | Unavailable> {
    if (this.#tick === undefined) return Promise.resolve(refusal)
    return this.#tick.written.promise.then((stored) => (stored.outcome === 'reserved' ? refusal : stored))
  }

  #thisTick(): Tick {
    if (this.#tick === undefined) {
      this.#tick = createTick()
      setImmediate(() => this.#write())
    }
    return this.#tick
  }

  #writeLater(): void {
    if (this.#timer !== undefined || this.#tick !== undefined || this.#closed || this.#pending.empty) return
    const fire = (): void => {
      this.#timer = undefined
      this.#write()
    }
    this.#timer = setTimeout(fire, this.#failure === undefined ? DELAY : RETRY_DELAY).unref()
  }

  #write(): void {
    const tick = this.#tick
    this.#tick = undefined
    if (this.#pending.empty) return
    try {
      this.#record.write(this.#pending, this.#ledger.horizon)
    } catch (error) {
      this.#failed(tick, unwritten(error))
      return
    }
    this.#pending.written()
    this.#failure = undefined
    if (tick !== undefined) this.#answer(tick)
  }

  #answer(tick: Tick): void {
    tick.written.resolve(RESERVED)
    const { synced, durable } = tick
    if (synced === undefined) return
    this.#syncing = this.#record.sync().then(
      () => synced.resolve(RESERVED),
      (error: unknown) => {
        this.#undo(durable)
        synced.resolve(unwritten(error))
        this.#writeLater()
      },
    )
  }

  /** Puts memory back to where it was before this turn, but for what was given back in it, and refuses its calls. */
  #failed(tick: Tick | undefined, failure: Unavailable): void {
    this.#failure = failure
    if (tick !== undefined) this.#undo(tick.ids)
    for (const counter of this.#pending.failed()) this.#ledger.remove(counter)
    tick?.written.resolve(failure)
    tick?.synced?.resolve(failure)
    this.#writeLater()
  }

  #undo(ids: readonly ReservationId[]): void {
    for (const id of ids) {
      const open = this.#open.get(id)
      if (open === undefined) continue
      this.#open.delete(id)
      if (open.taken !== undefined) this.#ledger.giveBack(open.taken)
      if (open.intent !== 0) this.#pending.settled.push(open.intent)
    }
  }
}

/** A store over a record that was opened for it. */
export function createSqliteCounters(record: CounterRecord, time: SteadyTime): CounterStore {
  return new SqliteCounters(record, time)
}

/** The counters of a data folder, in `counters.db`. */
export function openSqliteCounters(
  folder: DataFolder,
  time: SteadyTime,
): { readonly outcome: 'opened'; readonly store: CounterStore } | RefusedDatabase {
  const record = openCounterRecord({ path: join(folder.path, 'counters.db'), epoch: folder.epoch })
  return record.outcome === 'refused' ? record : { outcome: 'opened', store: createSqliteCounters(record, time) }
}
