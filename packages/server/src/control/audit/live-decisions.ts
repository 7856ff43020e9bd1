/** Those who watch decisions as they are made, wherever they are made. */
import type { Written } from './index/write-batch.ts'

/** Is told of each batch; `missed`: of some it was not told, nobody knows of how many. */
type HearDecisions = (told: Written | 'missed') => void

/** Passes on what was indexed. */
export interface LiveDecisions {
  publish(organisation: string, written: Written): void
  /** What others indexed could not be heard for a while. */
  missed(): void
  /** Whether anybody here watches an organisation. */
  isWatched(organisation: string): boolean
  /** The answer ends it. */
  listen(organisation: string, hear: HearDecisions): () => void
}

/** Creates it. */
export function createLiveDecisions(): LiveDecisions {
  const listeners = new Map<string, Set<HearDecisions>>()
  return {
    publish(organisation, written) {
      for (const hear of listeners.get(organisation) ?? []) hear(written)
    },
    missed() {
      for (const all of listeners.values()) for (const hear of all) hear('missed')
    },
    isWatched: (organisation) => listeners.has(organisation),
    listen(organisation, hear) {
      const all = listeners.get(organisation) ?? new Set()
      listeners.set(organisation, all)
      all.add(hear)
      return () => {
        all.delete(hear)
        if (all.size === 0) listeners.delete(organisation)
      }
    },
  }
}
