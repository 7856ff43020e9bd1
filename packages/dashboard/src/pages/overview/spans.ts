/** Counts by the hour, as spans of a longer time that can be drawn. */
import type { Answer } from '../../api/api.ts'

type Hour = Answer<'audit.overview'>['hours'][number]

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Times that can be looked at. */
export const RANGES = {
  day: { label: '24 hours', length: DAY, span: HOUR },
  week: { label: '7 days', length: 7 * DAY, span: 6 * HOUR },
  month: { label: '30 days', length: 30 * DAY, span: DAY },
} as const

/** One of them. */
export type RangeName = keyof typeof RANGES

/** Where it begins and ends: whole spans, of which the last is the present one. */
export function boundsOf(range: RangeName, now: number): { readonly since: number; readonly until: number } {
  const { length, span } = RANGES[range]
  const until = Math.floor(now / HOUR) * HOUR + HOUR
  return { since: until - Math.ceil(length / span) * span, until }
}

/** Counts by span. */
export interface Spans {
  /** Their beginnings. */
  readonly instants: readonly number[]
  readonly allowed: readonly number[]
  readonly denied: readonly number[]
}

/** Adds hours up. Spans in which nothing was called are there too. */
export function spansOf(
  hours: readonly Hour[],
  range: RangeName,
  { since, until }: { readonly since: number; readonly until: number },
): Spans {
  const { span } = RANGES[range]
  const count = Math.ceil((until - since) / span)
  const allowed = Array.from({ length: count }, () => 0)
  const denied = Array.from({ length: count }, () => 0)
  for (const hour of hours) {
    const place = Math.floor((hour.hour - since) / span)
    if (place < 0 || place >= count) continue
    allowed[place] = (allowed[place] ?? 0) + hour.allowed
    denied[place] = (denied[place] ?? 0) + hour.denied
  }
  return { instants: allowed.map((_, place) => since + place * span), allowed, denied }
}
