/** Operators on instants and dates of RFC 3339. */
import { compareInstants, type ExactInstant, readDate, readInstant } from '../policy/instant.ts'
import { flawed, sound } from '../policy/problem.ts'
import { Fault } from './fault.ts'
import { type Operator, onText } from './operator.ts'

/** `before` and `after`: instants compare with instants, dates with dates. */
export function timeOperator(summary: string, judge: (difference: number) => boolean): Operator {
  const operator = onText({
    summary,
    prepare(literal, { subject }) {
      const wrong = new Fault(`${subject} must be a date and time as RFC 3339 writes it: 2026-12-31T00:00:00Z`)
      const instant = readInstant(literal)
      if (instant !== undefined) return sound((value) => toInstant(value, instant, judge) ?? wrong)
      const date = readDate(literal)
      const wrongDate = new Fault(`${subject} must be a date as RFC 3339 writes it: 2026-12-31`)
      if (date !== undefined) return sound((value) => toDate(value, date, judge) ?? wrongDate)
      return flawed(
        'bad_value',
        `${JSON.stringify(literal.slice(0, 64))} is neither an instant nor a date`,
        'Write "2026-12-31T00:00:00Z" (RFC 3339, with an offset), or "2026-12-31" to compare dates.',
      )
    },
  })
  return { ...operator, takes: 'an instant, or a date', foldsCase: false }
}

function toInstant(value: string, literal: ExactInstant, judge: (difference: number) => boolean): boolean | undefined {
  const instant = readInstant(value)
  return instant && judge(compareInstants(instant, literal))
}

function toDate(value: string, literal: number, judge: (difference: number) => boolean): boolean | undefined {
  const date = readDate(value)
  return date === undefined ? undefined : judge(date - literal)
}
