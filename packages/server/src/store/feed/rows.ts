/** Rows of a directory as they are told: kept by id, replaced and dropped a change at a time. */
import type { FeedChange, FeedRows } from '../../ports/directory-feed.ts'

/** What a change did to the rows of one kind. */
export interface RowsChanged<R> {
  readonly put: readonly R[]
  /** Rows that are there no more, nor replaced. */
  readonly gone: readonly R[]
}

/** What a change did. */
export type Changed = { readonly [K in keyof FeedRows]: RowsChanged<FeedRows[K][number]> }

/** All rows that hold now. */
export type HeldRows = { readonly [K in keyof FeedRows]: ReadonlyMap<string, FeedRows[K][number]> }

/** Rows that changes are applied to. */
export interface FeedRowStore extends HeldRows {
  /** All of a change holds at once. */
  apply(change: FeedChange): Changed
}

/** Starts with no rows. */
export function createRows(): FeedRowStore {
  const held = {
    organisations: kept<FeedRows['organisations'][number]>(),
    servers: kept<FeedRows['servers'][number]>(),
    policies: kept<FeedRows['policies'][number]>(),
    grants: kept<FeedRows['grants'][number]>(),
    kills: kept<FeedRows['kills'][number]>(),
  }
  return {
    ...held,
    apply({ extent, put, drop }) {
      const one = <K extends keyof FeedRows>(
        kind: K,
      ): { put: FeedRows[K]; drop: readonly string[]; whole: boolean } => ({
        put: put[kind],
        drop: drop[kind],
        whole: extent === 'whole',
      })
      return {
        organisations: change(held.organisations, one('organisations')),
        servers: change(held.servers, one('servers')),
        policies: change(held.policies, one('policies')),
        grants: change(held.grants, one('grants')),
        kills: change(held.kills, one('kills')),
      }
    },
  }
}

const kept = <R>(): Map<string, R> => new Map()

interface Row {
  readonly id: string
}

interface Part<R> {
  readonly put: readonly R[]
  readonly drop: readonly string[]
  readonly whole: boolean
}

function change<R extends Row>(rows: Map<string, R>, { put, drop, whole }: Part<R>): RowsChanged<R> {
  const staying = new Set(put.map(({ id }) => id))
  const leaving = whole ? [...rows.keys()] : drop
  const gone: R[] = []
  for (const id of leaving) {
    const row = rows.get(id)
    if (row === undefined || staying.has(id)) continue
    rows.delete(id)
    gone.push(row)
  }
  for (const row of put) rows.set(row.id, row)
  return { put, gone }
}
