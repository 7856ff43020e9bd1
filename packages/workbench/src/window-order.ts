/** How the windows of two limits lie to one another. */
import type { PreparedLimit } from '@portcullis/engine'

type Windowed = Pick<PreparedLimit, 'window' | 'counter'>

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Units of the calendar that lie wholly within another one, and how many of them that has at most. */
const WITHIN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  minute: { minute: 1 },
  hour: { hour: 1, minute: 60 },
  day: { day: 1, hour: 24, minute: 1_440 },
  week: { week: 1, day: 7, hour: 168, minute: 10_080 },
  month: { month: 1, day: 31, hour: 744, minute: 44_640 },
}

/** What clocks are set by may make a unit of the calendar so much longer, or shorter. */
const CLOCKS = HOUR

/**
 * So many windows of the first limit, at most, have a part in one window of the second: 1 where each of the second lies
 * wholly within one of the first.
 */
export function windowsWithin(first: Windowed, second: Windowed): number {
  const longest = longestOf(second)
  // What rolls begins with a call: two of its windows need not touch a third one.
  if (first.counter.kind === 'rolling') return Math.ceil(longest / shortestOf(first))
  return nested(first, second) ?? Math.ceil(longest / shortestOf(first)) + 1
}

/** Where both have edges, and edges of the one are edges of the other. */
function nested(first: Windowed, second: Windowed): number | undefined {
  if (second.counter.kind === 'rolling') return undefined
  const [one, other] = [first.window.unit, second.window.unit]
  if (one !== undefined && other !== undefined && first.counter.zone === second.counter.zone) {
    if (WITHIN[one]?.[other] !== undefined) return 1
    const count = WITHIN[other]?.[one]
    return count === undefined || one === 'day' || isUtc(first) ? count : count + hoursMore(one)
  }
  if (![first, second].every(isAligned)) return undefined
  const [length, wanted] = [shortestOf(first), longestOf(second)]
  if (length % wanted === 0) return 1
  return wanted % length === 0 ? wanted / length : undefined
}

/** The hour by which clocks are set back, in smaller units. */
function hoursMore(unit: string): number {
  return unit === 'minute' ? CLOCKS / MINUTE : 1
}

/** Whether its windows are counted from the epoch, each as long as the others. */
function isAligned(limit: Windowed): boolean {
  const { unit } = limit.window
  return unit === undefined || (isUtc(limit) && unit !== 'week' && unit !== 'month')
}

const isUtc = ({ counter }: Windowed): boolean => counter.zone === 'UTC'

/** Milliseconds; a minute is one everywhere. */
function shortestOf(limit: Windowed): number {
  const { unit, size = 28 * DAY } = limit.window
  return isExact(limit) ? size : Math.max(unit === 'hour' ? HOUR / 2 : HOUR, size - CLOCKS)
}

function longestOf(limit: Windowed): number {
  const { size = 31 * DAY } = limit.window
  return isExact(limit) ? size : size + CLOCKS
}

function isExact(limit: Windowed): boolean {
  const { unit } = limit.window
  return unit === undefined || unit === 'minute' || limit.counter.kind === 'rolling' || isUtc(limit)
}
