/** Durations as a policy writes them: `45s`, `30m`, `24h`, `7d`. */
import { flawed, type OrFlaw, sound } from './problem.ts'

const DURATION = /^([1-9]\d{0,7})([smhd])$/
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * Reads a duration; a number counts seconds.
 * @param longest in milliseconds
 * @returns milliseconds
 */
export function parseDuration(written: string | number, longest: number): OrFlaw<number> {
  const [, count, unit = ''] = typeof written === 'string' ? (DURATION.exec(written) ?? []) : []
  const length = typeof written === 'number' ? written * 1_000 : Number(count) * (UNITS[unit] ?? Number.NaN)
  if (Number.isInteger(length) && length >= 1_000 && length <= longest) return sound(length)
  return flawed(
    'bad_value',
    `${JSON.stringify(written)} is not a duration that can stand here`,
    `Write "90s", "30m", "24h" or "7d": at least a second, and at most ${spell(longest)}.`,
  )
}

function spell(length: number): string {
  const unit = ['d', 'h', 'm'].find((each) => length % (UNITS[each] ?? 1) === 0) ?? 's'
  return `${length / (UNITS[unit] ?? 1_000)}${unit}`
}
