/** What the next transaction of the counters writes. */
import type { Intent, ReservationId } from '../../ports/counter-store.ts'
import type { Counter } from '../counter.ts'

/** An intent and the row it is, or will be, written in. */
export interface RecordedIntent {
  readonly row: number
  readonly reservation: ReservationId
  readonly intent: Intent
}

/** Differences between memory and the record, gathered until they are written. */
export class Pending {
  /** As they are now. Those without a row get one. */
  counters: Counter[] = []
  /** Rows of counters that were forgotten. */
  readonly dropped: number[] = []
  /** Those among them that have entries. */
  readonly droppedEntries: number[] = []
  readonly intents: RecordedIntent[] = []
  /** Rows of intents whose outcome is known. */
  settled: number[] = []
  #lastIntent: number
  #lastWritten: number

  /** @param lastIntent the highest row that an earlier process gave to an intent that is still there, or 0 */
  constructor(lastIntent: number) {
    this.#lastIntent = lastIntent
    this.#lastWritten = lastIntent
  }

  /** Rows that the next transaction writes. */
  get size(): number {
    return this.counters.length + this.dropped.length + this.intents.length + this.settled.length
  }

  get empty(): boolean {
    return this.size === 0
  }

  /** The counter differs from its record. */
  change(counter: Counter): void {
    if (counter.changed) return
    counter.changed = true
    this.counters.push(counter)
  }

  /** The counter is forgotten. */
  drop({ row, entries }: Counter): void {
    if (row === 0) return
    this.dropped.push(row)
    if (entries !== undefined) this.droppedEntries.push(row)
  }

  /** Returns the row that the intent will have. */
  note(reservation: ReservationId, intent: Intent): number {
    const row = ++this.#lastIntent
    this.intents.push({ row, reservation, intent })
    return row
  }

  /** It was written: nothing is pending. */
  written(): void {
    for (const counter of this.counters) {
      counter.changed = false
      counter.entries?.written()
    }
    this.counters.length = 0
    this.dropped.length = 0
    this.droppedEntries.length = 0
    this.intents.length = 0
    this.settled.length = 0
    this.#lastWritten = this.#lastIntent
  }

  /**
   * It was not written, and the calls that caused it were undone: keeps what still differs from the record and returns
   * the counters that came into being for nothing.
   */
  failed(): readonly Counter[] {
    const idle = this.counters.filter((counter) => counter.row === 0 && counter.used === 0)
    this.counters = this.counters.filter((counter) => counter.row !== 0 || counter.used !== 0)
    this.settled = this.settled.filter((row) => row <= this.#lastWritten)
    this.intents.length = 0
    return idle
  }
}
