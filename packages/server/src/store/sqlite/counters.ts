/**
 * Counters that survive a restart. The data folder has one owner, so its memory is the truth while it lives (the same
 * ledger as the memory store's) and SQLite is its record: all calls of one turn of the event loop are decided in
 * memory, written in one transaction, and answered only then. 32 calls on one counter are one row.
 *
 * Calls that move amounts, or leave an intent, are answered only once the disk has them; all others once the
 * operating system has them, which survives the death of the process but not a loss of power. Calls whose limits are all
 * relaxed are answered at the end of the turn, as long as writing works: a kill loses the claims of the last moment.
 */
import { join } from 'node:path'
import type { Claim } from '@portcullis/engine'
import type {
  Adjusted,
  Adjustment,
  Asks,
  CounterStore,
  Fits,
  OpenIntent,
  Reading,
  Refused,
  Reservation,
  ReservationId,
  Reserved,
  ReserveOptions,
  Settlement,
  Standing,
  Unavailable,
} from '../../ports/counter-store.ts'
import { endOfTurn } from '../../ports/end-of-turn.ts'
import { FITS, RESERVED, reservedWith, settleIn, told, unavailable } from '../answers.ts'
import type { Taken } from '../counter.ts'
import type { DataFolder } from '../data-folder.ts'
import { createLedger, type Ledger } from '../ledger.ts'
import type { SteadyTime } from '../steady-time.ts'
import { type CounterRecord, OwnerChanged, openCounterRecord } from './counter-record.ts'
import { errorText, type RefusedDatabase } from './database.ts'
import { Pending } from './pending.ts'
import { isPatient, isRelaxed } from './terms.ts'
import { createTick, deferred, type Tick } from './tick.ts'

/** A reservation that is not settled: what it took, and the row of its intent (0: none). */
interface Open {
  readonly taken: Taken | undefined
  readonly intent: number
}

/** Milliseconds that a release, or a claim of relaxed limits, may wait for a transaction to go with. */
const DELAY = 20

/** The same, after a transaction failed. */
const RETRY_DELAY = 1_000

/** For so long, in milliseconds, calls whose limits all say so go on while nothing can be written. */
const PATIENCE = 60_000

const NOTHING_CLAIMED: Promise<Reserved> = Promise.resolve(RESERVED)
const CLOSED = unavailable('the counters are closed')

const unwritten = (error: unknown): Unavailable => unavailable(`the counters could not be written: ${errorText(error)}`)

const NO_OPTIONS: ReserveOptions = {}

function answerFor(taken: Taken, stored: Reserved | Unavailable, kept: boolean): Reserved | Unavailable {
  if (stored.outcome === 'reserved') return reservedWith(taken)
  return kept ? { ...reservedWith(taken), unwritten: true } : stored
}

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
  /** When writing first failed, on the monotonic clock; undefined while it works. */
  #failingSince: number | undefined
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
      dropped: (counter) => pending.drop(counter),
    })
    for (const counter of counters) this.#ledger.restore(counter)
    for (const [sizeClass, until] of forgotten) this.#ledger.horizon.restore(sizeClass, until)
  }

  reserve(id: ReservationId, claims: readonly Claim[], options: ReserveOptions = NO_OPTIONS): Promise<Reservation> {
    const { intent, mayExceed = false } = options
    if (claims.length === 0 && intent === undefined) return NOTHING_CLAIMED
    if (this.#closed) return Promise.resolve(CLOSED)
    if (this.#open.has(id)) return Promise.resolve(unavailable('this reservation was made before'))
    const taken = claims.length === 0 ? undefined : this.#ledger.take(claims, this.#time.now(), mayExceed)
    if (taken !== undefined && taken.outcome !== 'taken') return this.#refuse(taken)

    if (taken !== undefined && intent === undefined && this.#failure === undefined && isRelaxed(taken)) {
      this.#open.set(id, { taken, intent: 0 })
      this.#writeLater()
      return endOfTurn().then(() => reservedWith(taken))
    }
    const tick = this.#thisTick()
    tick.ids.push(id)
    this.#open.set(id, { taken, intent: intent === undefined ? 0 : this.#pending.note(id, intent) })
    const stored =
      intent === undefined && !claims.some((claim) => claim.amountful) ? tick.written : this.#durable(tick, id)
    if (taken === undefined || (taken.warnings.length === 0 && !isPatient(taken))) return stored.promise
    return stored.promise.then((answer) => answerFor(taken, answer, tick.kept.has(id)))
  }

  peek(claims: readonly Claim[]): Promise<Fits | Asks | Refused | Unavailable> {
    if (this.#closed) return Promise.resolve(CLOSED)
    return Promise.resolve(this.#ledger.judge(claims, this.#time.now(), false) ?? FITS)
  }

  settle(id: ReservationId, how: Settlement): void {
    const open = this.#open.get(id)
    if (open === undefined) return
    this.#open.delete(id)
    if (open.taken !== undefined) settleIn(this.#ledger, open.taken, how)
    if (open.intent !== 0) this.#pending.settled.push(open.intent)
    this.#writeLater()
  }

  read(claims: readonly Claim[]): Promise<readonly Reading[]> {
    const now = this.#time.now()
    return Promise.resolve(claims.map((claim) => ({ key: claim.key, used: this.#ledger.used(claim, now) })))
  }

  standing(claims: readonly Claim[]): Promise<readonly Standing[]> {
    const now = this.#time.now()
    return Promise.resolve(claims.map((claim) => this.#ledger.standing(claim, now)))
  }

  async adjust(claim: Claim, how: Adjustment): Promise<Adjusted | Unavailable> {
    if (this.#closed) return CLOSED
    // What calls of this turn took is written, or undone, first: an adjustment stands or falls by itself.
    this.#write()
    if (!this.#pending.empty) return this.#failure ?? unavailable('the counters could not be written')
    const adjusted = this.#ledger.adjust(claim, how, this.#time.now())
    if (adjusted.outcome === 'unavailable') return adjusted
    try {
      if (!this.#pending.empty) this.#record.write(this.#pending, this.#ledger.horizon)
    } catch (error) {
      adjusted.undo()
      this.#failed(undefined, error)
      return unwritten(error)
    }
    this.#pending.written()
    const synced = this.#record.sync()
    this.#syncing = Promise.allSettled([this.#syncing, synced]).then(() => undefined)
    try {
      await synced
    } catch (error) {
      return unavailable(`it holds, and a loss of power now may undo it: ${errorText(error)}`)
    }
    return told(adjusted)
  }

  takeOpenIntents(): readonly OpenIntent[] {
    const left = this.#left
    this.#left = []
    for (const { row, open } of left) this.#open.set(open.reservation, { taken: undefined, intent: row })
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
  #refuse(refusal: Refused | Asks | Unavailable): Promise<Reservation> {
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

  #durable(tick: Tick, id: ReservationId): NonNullable<Tick['synced']> {
    tick.durable.push(id)
    tick.synced ??= deferred()
    return tick.synced
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
      this.#failed(tick, error)
      return
    }
    this.#pending.written()
    this.#failure = undefined
    this.#failingSince = undefined
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
  #failed(tick: Tick | undefined, error: unknown): void {
    const failure = unwritten(error)
    this.#failure = failure
    if (tick !== undefined) {
      if (this.#mayWait(error)) tick.kept = new Set(tick.ids.filter((id) => this.#isPatient(id)))
      this.#undo(tick.kept.size === 0 ? tick.ids : tick.ids.filter((id) => !tick.kept.has(id)))
    }
    for (const counter of this.#pending.failed()) this.#ledger.remove(counter)
    tick?.written.resolve(failure)
    tick?.synced?.resolve(failure)
    this.#writeLater()
  }

  #isPatient(id: ReservationId): boolean {
    const open = this.#open.get(id)
    return open?.intent === 0 && isPatient(open.taken)
  }

  /** Whether calls may still go on that nothing can be written of. Never where another process counts. */
  #mayWait(error: unknown): boolean {
    const now = this.#time.monotonic()
    this.#failingSince ??= now
    return !(error instanceof OwnerChanged) && now - this.#failingSince < PATIENCE
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
