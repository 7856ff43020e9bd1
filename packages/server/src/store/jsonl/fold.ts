/** Identical refusals, and requests of nobody, as counted records. */
import type { DecisionEvent, UnidentifiedEvent } from '../../ports/audit-sink.ts'

/** A refusal that came again after it was written. */
export interface FoldedRefusal {
  readonly event: DecisionEvent
  readonly body: string
  readonly count: number
}

export interface Fold {
  /** True when this refusal joins one that was written within this second; false: write it. */
  joins(event: DecisionEvent, body: string): boolean
  /** Its first record was written: from now on the same ones join it. */
  wrote(body: string): void
  count(event: UnidentifiedEvent): void
  /** What joined since the last sweep; `write` answers whether it could be taken, else it stays for the next sweep. */
  sweep(write: FoldWriter): void
  /** Nothing is waiting and nothing is remembered. */
  readonly idle: boolean
}

export interface FoldWriter {
  refusal(folded: FoldedRefusal): boolean
  unidentified(event: UnidentifiedEvent): boolean
}

interface Entry {
  event: DecisionEvent | undefined
  count: number
}

/** Kinds of refusal that are remembered in one second; beyond them each is written. */
const MAX_KINDS = 10_000
/** Reasons that are counted apart; beyond them they are counted as `other`. */
const MAX_REASONS = 64

/** A fold that is swept once a second. */
export function fold(): Fold {
  const refusals = new Map<string, Entry>()
  const nobody = new Map<string, UnidentifiedEvent>()

  const sweepRefusals = (write: FoldWriter): void => {
    for (const [body, entry] of refusals) {
      if (entry.event === undefined) refusals.delete(body)
      else if (write.refusal({ event: entry.event, body, count: entry.count })) {
        entry.event = undefined
        entry.count = 0
      }
    }
  }
  const sweepNobody = (write: FoldWriter): void => {
    for (const [reason, event] of nobody) if (write.unidentified(event)) nobody.delete(reason)
  }
  return {
    joins(event, body) {
      const entry = refusals.get(body)
      if (entry === undefined) return false
      entry.event = event
      entry.count += event.count
      return true
    },
    wrote(body) {
      if (refusals.size < MAX_KINDS) refusals.set(body, { event: undefined, count: 0 })
    },
    count(event) {
      const reason = nobody.has(event.reason) || nobody.size < MAX_REASONS ? event.reason : 'other'
      const before = nobody.get(reason)
      nobody.set(reason, { ...event, reason, count: event.count + (before?.count ?? 0) })
    },
    sweep(write) {
      sweepRefusals(write)
      sweepNobody(write)
    },
    get idle() {
      return refusals.size === 0 && nobody.size === 0
    },
  }
}
