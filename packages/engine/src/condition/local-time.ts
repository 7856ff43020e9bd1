/** Wall time in a time zone: what `time.hour`, `time.weekday` and `time.date` read. */
import type { Instant } from '../decide/request.ts'
import { parseZone } from '../limit/zone.ts'

/** Days of the week, as `time.weekday` calls them. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** Parts of the wall time. */
export interface LocalTime {
  /** 0 to 23. */
  readonly hour: number
  readonly weekday: (typeof WEEKDAYS)[number]
  /** `2026-03-10`. */
  readonly date: string
}

/**
 * Prepares reading the wall time of a zone.
 * @throws Error for a zone that does not exist; the returned function throws a RangeError for what is no instant
 */
export function localTime(zone: string): (at: Instant) => LocalTime {
  const parsed = parseZone(zone)
  if (!parsed.ok) throw new Error(`The policy was not checked: ${parsed.flaw.message}.`)
  const { offsetAt } = parsed.value
  return (at) => {
    const wall = new Date(at + offsetAt(at))
    return {
      hour: wall.getUTCHours(),
      weekday: WEEKDAYS[(wall.getUTCDay() + 6) % 7] ?? 'monday',
      date: wall.toISOString().replace(/T.*/, ''),
    }
  }
}
