/** Those who watch decisions as they are made, as far as this process makes them. */
import type { Written } from './index/write-batch.ts'

/** Passes on what was indexed. */
export interface LiveDecisions {
  publish(organisation: string, written: Written): void
  /** Is told of each batch; the answer ends it. */
  listen(organisation: string, hear: (written: Written) => void): () => void
}

/** Creates it. */
export function createLiveDecisions(): LiveDecisions {
  const listeners = new Map<string, Set<(written: Written) => void>>()
  return {
    publish(organisation, written) {
      for (const hear of listeners.get(organisation) ?? []) hear(written)
    },
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
