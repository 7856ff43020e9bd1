/** The calls of one turn of the event loop: written together, answered together. */
import type { ReservationId, Reserved, Unavailable } from '../../ports/counter-store.ts'

type Stored = Reserved | Unavailable

/** A promise, and how to resolve it from outside. */
export interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
}

/** One turn that has calls in it. */
export interface Tick {
  /** Reservations that wait for the transaction. */
  readonly ids: ReservationId[]
  /** Those among them that wait for the disk too. */
  readonly durable: ReservationId[]
  /** One promise for all: a turn with a thousand calls makes no more of them than a turn with one. */
  readonly written: Deferred<Stored>
  /** Reservations that hold although they could not be written. */
  kept: ReadonlySet<ReservationId>
  /** Undefined until a call waits for the disk. */
  synced: Deferred<Stored> | undefined
}

/** A promise that waits to be resolved. */
export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const NONE: ReadonlySet<ReservationId> = new Set()

/** A turn without calls yet. */
export function createTick(): Tick {
  return { ids: [], durable: [], written: deferred(), kept: NONE, synced: undefined }
}
