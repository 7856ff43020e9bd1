/** Windows of limits: units of the calendar, durations counted from the epoch, and lengths that roll along. */
import type { Instant } from '../decide/request.ts'
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import { type CalendarUnit, calendarBounds } from './calendar.ts'
import type { WindowSlot } from './claim.ts'
import { UTC, type Zone } from './zone.ts'

/** The slot that holds now and the one after it. */
export interface Slots {
  readonly current: WindowSlot
  readonly next: WindowSlot
}

/** A parsed window. */
export interface Window {
  /** Part of a counter's identity: `minute`, or the duration in seconds, `900s`. */
  readonly id: string
  /** Undefined for a duration. */
  readonly unit: CalendarUnit | undefined
  /** Milliseconds, but for the hours that clocks are set by; undefined for a month. */
  readonly size: number | undefined
}

const SECOND = 1_000
const DAY = 86_400 * SECOND
const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: 60 * SECOND, h: 3_600 * SECOND, d: DAY }

const CALENDAR: ReadonlyMap<string, Window> = new Map(
  (
    [
      ['minute', 60 * SECOND],
      ['hour', 3_600 * SECOND],
      ['day', DAY],
      ['week', 7 * DAY],
      ['month', undefined],
    ] as const
  ).map(([unit, size]) => [unit, { id: unit, unit, size }]),
)

/** The longest window, in seconds: 366 days. */
export const MAX_WINDOW_SECONDS = 31_622_400

const DURATION = /^([1-9]\d{0,7})([smhd])$/

/**
 * Reads a window as a policy writes it: `minute`, `hour`, `day`, `week`, `month`, a duration such as `90s`, `15m`, `24h`
 * or `7d`, or a number of seconds. In UTC a day is as long as `24h`; they are counters of their own all the same.
 */
export function parseWindow(written: string | number): OrFlaw<Window> {
  if (typeof written === 'number') return durationOf(written)
  const unit = CALENDAR.get(written)
  if (unit !== undefined) return sound(unit)
  const match = DURATION.exec(written)
  const [, count, letter = ''] = match ?? []
  if (count === undefined) return notAWindow(written)
  return durationOf((Number(count) * (UNITS[letter] ?? Number.NaN)) / SECOND)
}

function durationOf(seconds: number): OrFlaw<Window> {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_WINDOW_SECONDS) return notAWindow(seconds)
  return sound({ id: `${seconds}s`, unit: undefined, size: seconds * SECOND })
}

function notAWindow(written: string | number): OrFlaw<never> {
  return flawed(
    'bad_value',
    `${JSON.stringify(written)} is not a window`,
    'Write "minute", "hour", "day", "week" or "month", a duration such as "90s", "15m", "24h" or "7d", or whole seconds; at most 366 days.',
  )
}

/**
 * Finds the slots of an instant. Remembers the last ones, so that calls within one window share them.
 * @param zone of calendar units; durations do not depend on it
 * @returns a function that throws a RangeError for an instant that is not a finite number
 */
export function slotsOf({ unit, size }: Window, zone: Zone = UTC): (at: Instant) => Slots {
  const find = unit === undefined ? durationSlots(size ?? Number.NaN) : calendarSlots(unit, zone)
  let last: Slots | undefined
  return (at) => {
    if (last !== undefined && at >= last.current.from && at < last.current.to) return last
    if (!Number.isFinite(at)) throw new RangeError('An instant must be a finite number of milliseconds.')
    last = find(at)
    return last
  }
}

/** The slots of a rolling window: what ends with the call. Windows of this kind have no edge, so both are the same. */
export function rollingSlots(size: number): (at: Instant) => Slots {
  return (at) => {
    const current = { from: at - size, to: at }
    return { current, next: current }
  }
}

function durationSlots(size: number): (at: Instant) => Slots {
  return (at) => {
    const from = Math.floor(at / size) * size
    return slots(from, from + size, from + 2 * size)
  }
}

function calendarSlots(unit: CalendarUnit, zone: Zone): (at: Instant) => Slots {
  return (at) => {
    const { from, to, end } = calendarBounds(unit, zone, at)
    return slots(from, to, end)
  }
}

function slots(from: Instant, to: Instant, end: Instant): Slots {
  return { current: { from, to }, next: { from: to, to: end } }
}
