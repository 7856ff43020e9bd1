/** All rows that the control plane told: a process that begins later is told them as one whole. */
import type { FeedChange, FeedRows } from '../../ports/directory-feed.ts'

/** Rows as they stand. */
export interface KnownRows {
  take(change: FeedChange): void
  /** Undefined: no whole directory was told yet. */
  whole(): FeedChange | undefined
}

const NOTHING: FeedChange['drop'] = { organisations: [], servers: [], policies: [], grants: [], kills: [] }

/** Rows of one kind, by their ids. */
class Rows<Row extends { readonly id: string }> {
  readonly #rows = new Map<string, Row>()

  take(extent: FeedChange['extent'], put: readonly Row[], drop: readonly string[]): void {
    if (extent === 'whole') this.#rows.clear()
    for (const id of drop) this.#rows.delete(id)
    for (const row of put) this.#rows.set(row.id, row)
  }

  all(): readonly Row[] {
    return [...this.#rows.values()]
  }
}

/** Begins with none. */
export function createKnownRows(): KnownRows {
  const organisations = new Rows<FeedRows['organisations'][number]>()
  const servers = new Rows<FeedRows['servers'][number]>()
  const policies = new Rows<FeedRows['policies'][number]>()
  const grants = new Rows<FeedRows['grants'][number]>()
  const kills = new Rows<FeedRows['kills'][number]>()
  let isWhole = false
  return {
    take({ extent, put, drop }) {
      isWhole ||= extent === 'whole'
      organisations.take(extent, put.organisations, drop.organisations)
      servers.take(extent, put.servers, drop.servers)
      policies.take(extent, put.policies, drop.policies)
      grants.take(extent, put.grants, drop.grants)
      kills.take(extent, put.kills, drop.kills)
    },
    whole() {
      if (!isWhole) return undefined
      const put: FeedRows = {
        organisations: organisations.all(),
        servers: servers.all(),
        policies: policies.all(),
        grants: grants.all(),
        kills: kills.all(),
      }
      return { extent: 'whole', put, drop: NOTHING }
    },
  }
}
