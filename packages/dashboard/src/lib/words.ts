/** Numbers, instants and lists in words. */

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })
const plain = new Intl.NumberFormat('en')
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, milliseconds: number])[] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** “3 min. ago”, “in 2 days”; within a minute “just now” or “in a moment”. */
export function relativeWords(at: number, now: number): string {
  const apart = at - now
  const found = UNITS.find(([, size]) => Math.abs(apart) >= size)
  if (found === undefined) return apart > 5000 ? 'in a moment' : 'just now'
  const [unit, size] = found
  return relative.format(Math.round(apart / size), unit)
}

/** “21 Nov 2026, 22:21:29 UTC”. */
export const exactWords = (at: number): string => exact.format(at)

/** “12,345”. */
export const wholeWords = (count: number): string => plain.format(count)

/** “12.3K”. */
export const shortWords = (count: number): string =>
  Math.abs(count) < 10_000 ? plain.format(count) : short.format(count)

/** “1 call”, “2 calls”. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${wholeWords(count)} ${count === 1 ? one : many}`

/** “1.2 ms” of microseconds. */
export function durationWords(micros: number): string {
  if (micros < 1000) return `${micros} µs`
  if (micros < 1_000_000) return `${(micros / 1000).toFixed(micros < 10_000 ? 1 : 0)} ms`
  return `${(micros / 1_000_000).toFixed(1)} s`
}

/** First letter upper-case, underscores as spaces: `policy_manager` → “Policy manager”. */
export function titled(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A server as people call it, with its slug where that is another word: “Mail (klaviyo)”. */
export const serverWords = ({ slug, label }: { readonly slug: string; readonly label: string }): string =>
  label === '' || label.toLowerCase() === slug ? label || slug : `${label} (${slug})`
