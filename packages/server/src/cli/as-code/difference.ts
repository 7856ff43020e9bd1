/** What is different between what is there and what a file wants, member by member. */
import { isDeepStrictEqual } from 'node:util'

/** One difference. */
export interface Difference {
  /** `limits.maxConnections` */
  readonly field: string
  /** Undefined: it is not there. */
  readonly before: unknown
  readonly after: unknown
}

/** Plain data by name. */
export type Facts = Readonly<Record<string, unknown>>

/** Differences of two objects, in the order of their keys. Objects are compared member by member, lists as a whole. */
export function differencesOf(before: Facts, after: Facts, above = ''): readonly Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names.flatMap((name) => {
    const [one, other] = [own(before, name), own(after, name)]
    const field = above === '' ? name : `${above}.${name}`
    if (isDeepStrictEqual(one, other)) return []
    return isFacts(one) && isFacts(other) ? differencesOf(one, other, field) : [{ field, before: one, after: other }]
  })
}

/** Names of the outermost members that are different. */
export function changedFields(differences: readonly Difference[]): ReadonlySet<string> {
  return new Set(differences.map(({ field }) => field.split('.', 1)[0] ?? ''))
}

const own = (facts: Facts, name: string): unknown => (Object.hasOwn(facts, name) ? facts[name] : undefined)

const isFacts = (value: unknown): value is Facts => typeof value === 'object' && value !== null && !Array.isArray(value)
