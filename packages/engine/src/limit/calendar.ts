/**
 * Calendar units of a time zone as windows. They partition time: each begins where the one before ends.
 *
 * Hours and minutes begin where local wall time shows a full one, and wherever the clocks are set: an hour that is
 * repeated is two windows. Days, weeks (from Monday) and months begin where local wall time first reaches their first
 * midnight, or jumps over it: a day has 23, 24 or 25 hours, and none is ever begun twice.
 */
import type { Zone } from './zone.ts'

/** A unit of the calendar. */
export type CalendarUnit = 'minute' | 'hour' | 'day' | 'week' | 'month'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** No zone is further from UTC, nor are clocks set by more, but for a few countries that moved across the date line once. */
const FURTHEST = 26 * HOUR

/** The bounds of two windows, in milliseconds: [`from`, `to`) and [`to`, `end`). */
export interface Bounds {
  readonly from: number
  readonly to: number
  readonly end: number
}

/** Finds the window that holds an instant, and the end of the one after it. */
export function calendarBounds(unit: CalendarUnit, zone: Zone, at: number): Bounds {
  return unit === 'minute' || unit === 'hour'
    ? clockBounds(unit === 'hour' ? HOUR : MINUTE, zone, at)
    : dateBounds(unit, zone, at)
}

function clockBounds(size: number, zone: Zone, at: number): Bounds {
  const to = clockEnd(size, zone, at)
  return { from: clockStart(size, zone, at), to, end: clockEnd(size, zone, to) }
}

function clockStart(size: number, zone: Zone, at: number): number {
  const offset = zone.offsetAt(at)
  const start = floorTo(at + offset, size) - offset
  return zone.offsetAt(start) === offset ? start : changeBetween(zone, start, at)
}

function clockEnd(size: number, zone: Zone, at: number): number {
  const offset = zone.offsetAt(at)
  const end = floorTo(at + offset, size) - offset + size
  return zone.offsetAt(end - 1) === offset ? end : changeBetween(zone, at, end - 1)
}

/** The first instant with another offset than `from`'s, where `to` has another: clocks are set at most once between. */
function changeBetween(zone: Zone, from: number, to: number): number {
  const offset = zone.offsetAt(from)
  let before = from
  let after = to
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (zone.offsetAt(middle) === offset) before = middle
    else after = middle
  }
  return after
}

/** Dates as days since 1970-01-01. */
type DateUnit = Exclude<CalendarUnit, 'minute' | 'hour'>

function dateBounds(unit: DateUnit, zone: Zone, at: number): Bounds {
  let first = firstDay(unit, Math.floor((at + zone.offsetAt(at)) / DAY))
  let to = startOf(zone, following(unit, first))
  // Clocks that were set back over midnight show the day before again.
  while (to <= at) {
    first = following(unit, first)
    to = startOf(zone, following(unit, first))
  }
  return { from: startOf(zone, first), to, end: endAfter(unit, zone, first, to) }
}

/** The end of the window that begins at `to`: a date that no clock ever showed has none of its own. */
function endAfter(unit: DateUnit, zone: Zone, first: number, to: number): number {
  let day = following(unit, following(unit, first))
  let end = startOf(zone, day)
  while (end <= to) {
    day = following(unit, day)
    end = startOf(zone, day)
  }
  return end
}

/** The first day of the unit that a day is in. */
function firstDay(unit: DateUnit, day: number): number {
  switch (unit) {
    case 'day':
      return day
    case 'week':
      // 1970-01-01 was a Thursday.
      return floorTo(day + 3, 7) - 3
    case 'month': {
      const date = new Date(day * DAY)
      return dayOf(date.getUTCFullYear(), date.getUTCMonth())
    }
    default:
      return unit satisfies never
  }
}

/** The first day of the next unit. */
function following(unit: DateUnit, first: number): number {
  if (unit === 'day') return first + 1
  if (unit === 'week') return first + 7
  const date = new Date(first * DAY)
  return dayOf(date.getUTCFullYear(), date.getUTCMonth() + 1)
}

function dayOf(year: number, month: number): number {
  // Not Date.UTC alone: it takes years below 100 for ones of the twentieth century.
  return new Date(0).setUTCFullYear(year, month, 1) / DAY
}

/** The first instant at which local wall time is at, or past, the beginning of a day. */
function startOf(zone: Zone, day: number): number {
  const midnight = day * DAY
  const before = zone.offsetAt(midnight - FURTHEST)
  const after = zone.offsetAt(midnight + FURTHEST)
  const early = midnight - Math.max(before, after)
  const late = midnight - Math.min(before, after)
  if (before === after) return early
  return (
    [early, late].find((start) => start + zone.offsetAt(start) === midnight) ?? changeBetween(zone, early - 1, late)
  )
}

function floorTo(value: number, size: number): number {
  return Math.floor(value / size) * size
}
