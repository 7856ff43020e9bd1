/** Instants as people write and read them. */
import { InvalidArgumentError } from 'commander'
import { systemClock } from '../../ports/clock.ts'

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** `2027-01-31T09:30Z`; `never` where there is none. */
export function when(instant: number | null | undefined, never = '-'): string {
  return instant === null || instant === undefined ? never : `${new Date(instant).toISOString().slice(0, 16)}Z`
}

/** Milliseconds of `30m`, `12h`, `7d`, `2w`; undefined: it is none. */
export function spanOf(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,5})([mhdw])$/.exec(text) ?? []
  return count === undefined || unit === undefined ? undefined : Number(count) * (UNITS[unit] ?? 0)
}

/** An option's instant: a time with its offset, or how long from now. */
export function readInstant(text: string, now: number = systemClock.now()): number {
  const span = spanOf(text)
  if (span !== undefined) return now + span
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  if (Number.isNaN(instant))
    throw new InvalidArgumentError('Write a time such as 2027-01-31T00:00Z, or a span such as 30d.')
  return instant
}

/** An option's instant in the past: a time, or how long ago. */
export function readPast(text: string, now: number = systemClock.now()): number {
  const span = spanOf(text)
  return span === undefined ? readInstant(text, now) : now - span
}

/** An option's instant, or `never`. */
export function readExpiry(text: string): number | null {
  return text === 'never' ? null : readInstant(text)
}

/** An option's span, in seconds. */
export function readSeconds(text: string): number {
  const span = text === '0' ? 0 : spanOf(text)
  if (span === undefined) throw new InvalidArgumentError('Write a span such as 30m, 12h or 7d.')
  return span / 1000
}
