/** Refusals and warnings are gathered for a while: a flood of them is one delivery, not thousands. */
import type { DecisionTable } from '../../../store/sql/tables/audit.ts'
import { eventsOfDecision } from './event.ts'

/** Gathers. */
export interface Gathered {
  add(organisation: string, decisions: readonly DecisionTable[]): void
  /** What there is, by organisation; nothing of it is left. */
  take(): ReadonlyMap<string, readonly DecisionTable[]>
}

/** Decisions that are kept of one organisation; the log has all of them. */
const MOST = 1000

/** Begins with nothing. */
export function gatherEvents(): Gathered {
  let all = new Map<string, DecisionTable[]>()
  return {
    add(organisation, decisions) {
      for (const row of decisions) {
        if (eventsOfDecision(row).length === 0) continue
        const rows = all.get(organisation) ?? []
        all.set(organisation, rows)
        if (rows.length < MOST) rows.push(row)
      }
    },
    take() {
      const taken = all
      all = new Map()
      return taken
    },
  }
}
