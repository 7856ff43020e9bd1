/** Durations as people write them: `500ms`, `30s`, `5m`, `12h`, `7d`. */
import type { Fault } from './fault.ts'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The form of a duration, for editors. */
export const durationPattern = '^[0-9]{1,6}(ms|s|m|h|d)$'

/** Milliseconds of a duration between two bounds, both in milliseconds and included. */
export function readDuration(text: string, least: number, most: number): number | Fault {
  const [, digits, unit] = /^([0-9]{1,6})(ms|s|m|h|d)$/.exec(text) ?? []
  const size = unit === undefined ? undefined : units[unit]
  if (digits === undefined || size === undefined) {
    return {
      fault: `${JSON.stringify(text)} is not a duration.`,
      remedy: 'Write a number and a unit, such as "500ms", "30s", "5m", "12h" or "7d".',
    }
  }
  const milliseconds = Number(digits) * size
  if (milliseconds >= least && milliseconds <= most) return milliseconds
  return {
    fault: `${JSON.stringify(text)} is out of range.`,
    remedy: `Write a duration between ${formatDuration(least)} and ${formatDuration(most)}.`,
  }
}

/** A duration in the largest unit that holds it as a whole number. */
export function formatDuration(milliseconds: number): string {
  for (const unit of ['d', 'h', 'm', 's']) {
    const size = units[unit] ?? 1
    if (milliseconds >= size && milliseconds % size === 0) return `${milliseconds / size}${unit}`
  }
  return `${milliseconds}ms`
}
