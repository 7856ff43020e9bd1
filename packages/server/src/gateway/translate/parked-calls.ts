/** Calls whose clients were asked something and have not come back yet. */
import { randomUUID } from 'node:crypto'
import type { LegacyCall } from './legacy-call.ts'

/** Milliseconds that a call waits for its client. */
const PATIENCE = 10 * 60_000
const MOST_PARKED = 64

interface Parked {
  readonly call: LegacyCall
  readonly timer: NodeJS.Timeout
}

/** The calls of one conversation, each found once by a name that nobody can guess. */
export class ParkedCalls {
  readonly #parked = new Map<string, Parked>()

  /** @returns the state that the client has to send back */
  park(call: LegacyCall): string {
    const state = randomUUID()
    const timer = setTimeout(() => this.#abandon(state), PATIENCE)
    timer.unref()
    const [oldest] = this.#parked.keys()
    if (oldest !== undefined && this.#parked.size >= MOST_PARKED) this.#abandon(oldest)
    this.#parked.set(state, { call, timer })
    return state
  }

  take(state: string): LegacyCall | undefined {
    const parked = this.#parked.get(state)
    this.#parked.delete(state)
    clearTimeout(parked?.timer)
    return parked?.call
  }

  /** The conversation is over. */
  clear(): void {
    for (const state of [...this.#parked.keys()]) this.#abandon(state)
  }

  #abandon(state: string): void {
    this.take(state)?.abandon()
  }
}
