/** Instants that tell questions about the time of a call apart. */
import type { Instant } from '@portcullis/engine'
import type { Atom } from '../atoms.ts'
import { literalsOf } from './leaf.ts'

const HALF_HOUR = 1_800_000
const DAY = 86_400_000
/** More dates than these are not all tried. */
const MOST_DATES = 20
/** Operators that answer alike between two named dates, whatever the days. */
const EXACT: ReadonlySet<string> = new Set([
  'eq',
  'neq',
  'in',
  'not_in',
  'before',
  'after',
  'exists',
  'lt',
  'lte',
  'gt',
  'gte',
])

/**
 * Every half hour of a week from `at` on, and of the weeks around every date that is named.
 * @returns instants, and whether no other instant would be answered otherwise
 */
export function timesFor(
  atoms: readonly Atom[],
  at: Instant,
): { readonly instants: readonly Instant[]; readonly whole: boolean } {
  const dates = literalsOf(atoms.filter(({ root }) => root === 'time.date')).flatMap((each) => {
    const day = typeof each === 'string' ? Date.parse(`${each.slice(0, 10)}T00:00:00Z`) : Number.NaN
    return Number.isNaN(day) ? [] : [day]
  })
  const weeks = [at, ...dates.slice(0, MOST_DATES).flatMap((day) => [day - 2 * DAY, day - 9 * DAY, day + DAY / 2])]
  const instants = weeks.flatMap((from) => Array.from({ length: 8 * 48 }, (_, index) => from + index * HALF_HOUR))
  const exact = atoms.every(({ root, comparison }) => root !== 'time.date' || EXACT.has(comparison?.op ?? ''))
  return { instants: instants.filter((each) => each >= 0), whole: exact && dates.length <= MOST_DATES }
}
