/** The shop behind the sandbox: everything its tools read and change, in memory. */
import { type Collection, createCollection } from './collection.ts'
import { idOf } from './id.ts'

const TYPES = {
  profiles: 'profile',
  lists: 'list',
  segments: 'segment',
  metrics: 'metric',
  events: 'event',
  campaigns: 'campaign',
  flows: 'flow',
  templates: 'template',
  catalogs: 'catalog',
  items: 'catalog-item',
  tags: 'tag',
  webhooks: 'webhook',
  deletions: 'data-privacy-deletion-job',
  coupons: 'coupon',
  codes: 'coupon-code',
  forms: 'form',
  reviews: 'review',
  images: 'image',
} as const

/** The name of a collection. */
export type Kind = keyof typeof TYPES

/** The collections, and what belongs to no single one of them. */
export interface Shop extends Readonly<Record<Kind, Collection>> {
  /** Who is on which list: profile ids by list id. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>
  /** Puts profiles on a list; gives how many were not on it yet. */
  join(list: string, profiles: readonly string[]): number
  /** Takes a profile off every list. */
  leave(profile: string): void
  /** The present instant in ISO 8601. */
  now(): string
}

/** A shop with nothing in it. `clock` tells the time of what happens in it. */
export function createShop(clock: () => Date): Shop {
  const collections = Object.fromEntries(
    Object.entries(TYPES).map(([kind, type], family) => [kind, createCollection(type, (n) => idOf(family, n))]),
  ) as Record<Kind, Collection>
  const members = new Map<string, Set<string>>()

  const count = (list: string, there: ReadonlySet<string>) =>
    void collections.lists.update(list, { attributes: { profile_count: there.size } })

  return {
    ...collections,
    members,
    join(list, profiles) {
      const there = members.get(list) ?? new Set()
      const before = there.size
      for (const profile of profiles) there.add(profile)
      members.set(list, there)
      count(list, there)
      return there.size - before
    },
    leave(profile) {
      for (const [list, there] of members) if (there.delete(profile)) count(list, there)
    },
    now: () => clock().toISOString(),
  }
}
