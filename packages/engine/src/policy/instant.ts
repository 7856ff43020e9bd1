/** Instants as RFC 3339 writes them: `2026-03-10T09:30:00Z`, `2026-03-10T10:30:00.5+01:00`. */

/** A point in time, exact to every digit that was written. */
export interface ExactInstant {
  /** Milliseconds of the whole second since the Unix epoch. */
  readonly second: number
  /** Digits of the fraction without zeros at the end. */
  readonly fraction: string
}

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const MINUTE = 60_000

/** Reads a date with a time and an offset; undefined where the text is none. Leap seconds are none. */
export function readInstant(text: string): ExactInstant | undefined {
  const match = DATE_TIME.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = match
  const midnight = utcDay(Number(year), Number(month), Number(day))
  const time = [Number(hour), Number(minute), Number(second)] as const
  const offset = [Number(offsetHour), Number(offsetMinute)] as const
  if (midnight === undefined || !isTime(time) || offset[0] > 23 || offset[1] > 59) return undefined
  const ofDay = ((time[0] * 60 + time[1]) * 60 + time[2]) * 1_000
  const shift = (offset[0] * 60 + offset[1]) * MINUTE * (sign === '-' ? -1 : 1)
  return { second: midnight + ofDay - shift, fraction: fraction.replace(/0+$/, '') }
}

/** Reads a full date, as the instant at which it begins in UTC, milliseconds; undefined where the text is none. */
export function readDate(text: string): number | undefined {
  const [, year, month, day] = DATE.exec(text) ?? []
  return utcDay(Number(year), Number(month), Number(day))
}

/** Negative where the left one is earlier, positive where it is later, else zero. */
export function compareInstants(left: ExactInstant, right: ExactInstant): number {
  if (left.second !== right.second) return left.second - right.second
  if (left.fraction === right.fraction) return 0
  return left.fraction < right.fraction ? -1 : 1
}

function isTime([hour, minute, second]: readonly [number, number, number]): boolean {
  return hour <= 23 && minute <= 59 && second <= 59
}

function utcDay(year: number, month: number, day: number): number | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return real ? date.getTime() : undefined
}
