/** Fields that stand in several places of a document. */
import * as z from 'zod'
import { parseDuration } from './duration.ts'
import { readInstant } from './instant.ts'
import { flawed, type OrFlaw, sound } from './problem.ts'
import { raising } from './schema-check.ts'

/** A sentence for the agent. */
export const sentence: z.ZodType<string> = z.string().min(1).max(1_000)

/** Whether something is enforced. */
export const mode: z.ZodType<'enforce' | 'shadow'> = z.enum(['enforce', 'shadow'])

/** An RFC 3339 instant. */
export const until: z.ZodType<string> = z.string().superRefine(raising(parseUntil))

/** A duration such as `30m`, of at most so many milliseconds. */
export function duration(longest: number): z.ZodType<string> {
  return z.string().superRefine(raising((written) => parseDuration(written, longest)))
}

function parseUntil(text: string): OrFlaw<string> {
  if (readInstant(text) !== undefined) return sound(text)
  return flawed(
    'bad_value',
    `${JSON.stringify(text.slice(0, 64))} is not an instant`,
    'Write a date, a time and an offset as RFC 3339 does: "2026-12-31T00:00:00Z".',
  )
}
