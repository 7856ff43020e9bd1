/** Fixed windows: calendar units in UTC, and durations counted from the epoch. */
import type { WindowSlot } from './decision.ts'
import { flawed, type OrFlaw, sound } from './problem.ts'
import type { Instant } from './request.ts'

/** The slot that holds now and the one after it. */
export interface Slots {
  readonly current: WindowSlot
  readonly next: WindowSlot
}

/** A parsed window. */
export interface Window {
  /** Part of a counter's identity: `minute`, or the duration in seconds, `900s`. */
  readonly id: string
  /** Milliseconds. */
  readonly size: number
}

const SECOND = 1_000
const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: 60 * SECOND, h: 3_600 * SECOND, d: 86_400 * SECOND }
const CALENDAR: Readonly<Record<string, number>> = { minute: 60 * SECOND, hour: 3_600 * SECOND, day: 86_400 * SECOND }
const LATER = new Set(['week', 'month'])

/** The longest window, in seconds: 366 days. */
export const MAX_WINDOW_SECONDS = 31_622_400

const DURATION = /^([1-9]\d{0,7})([smhd])$/

/**
 * Reads a window as a policy writes it: `minute`, `hour`, `day`, `90s`, `15m`, `24h`, `7d`, or a number of seconds.
 * In UTC every day has 24 hours, so calendar units are durations there; they keep names of their own.
 */
export function parseWindow(written: string | number): OrFlaw<Window> {
  if (typeof written === 'number') return durationOf(written)
  if (Object.hasOwn(CALENDAR, written)) return sound({ id: written, size: CALENDAR[written] ?? Number.NaN })
  if (LATER.has(written)) {
    return flawed(
      'unsupported',
      `the window "${written}" is not supported by this version`,
      'Use "day", or days counted from the epoch: "7d".',
    )
  }
  const match = DURATION.exec(written)
  const [, count, unit = ''] = match ?? []
  if (count === undefined) return notAWindow(written)
  return durationOf((Number(count) * (UNITS[unit] ?? Number.NaN)) / SECOND)
}

function durationOf(seconds: number): OrFlaw<Window> {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_WINDOW_SECONDS) return notAWindow(seconds)
  return sound({ id: `${seconds}s`, size: seconds * SECOND })
}

function notAWindow(written: string | number): OrFlaw<never> {
  return flawed(
    'bad_value',
    `${JSON.stringify(written)} is not a window`,
    'Write "minute", "hour" or "day", a duration such as "90s", "15m", "24h" or "7d", or whole seconds; at most 366 days.',
  )
}

/**
 * Finds the slots of an instant. Remembers the last ones, so that calls within one window share them.
 * @returns a function that throws a RangeError for an instant that is not a finite number
 */
export function slotsOf(window: Window): (at: Instant) => Slots {
  const { size } = window
  let last: Slots = slotsFrom(0, size)
  return (at) => {
    if (at >= last.current.from && at < last.current.to) return last
    if (!Number.isFinite(at)) throw new RangeError('An instant must be a finite number of milliseconds.')
    last = slotsFrom(Math.floor(at / size) * size, size)
    return last
  }
}

function slotsFrom(from: Instant, size: number): Slots {
  const to = from + size
  return { current: { from, to }, next: { from: to, to: to + size } }
}
