/** Points in time as a configuration writes them: RFC 3339 with an offset. */
import type { Fault } from './fault.ts'

const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/

/** Milliseconds since the epoch. Days that do not exist are refused, as is a time without an offset. */
export function readInstant(text: string): number | Fault {
  const instant = form.test(text) && dayExists(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(instant)) return instant
  return {
    fault: `${JSON.stringify(text)} is not a point in time.`,
    remedy: 'Write date, time and offset, such as "2027-01-31T00:00:00Z".',
  }
}

/** `Date.parse` takes 31 February for 3 March. */
function dayExists(text: string): boolean {
  const day = text.slice(0, 10)
  const parsed = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(day)
}
