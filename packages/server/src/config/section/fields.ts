/** The kinds of fields that sections are made of: each has a description, and a unit or an example, for the reference. */
import { z } from 'zod'
import { durationPattern, formatDuration, readDuration } from '../field/duration.ts'
import { isFault, type Read } from '../field/fault.ts'
import { formatSize, readSize, sizePattern } from '../field/size.ts'

/** What the JSON Schema and the reference say of a field. */
export interface FieldNotes {
  readonly description: string
  readonly examples?: readonly string[]
  readonly pattern?: string
}

/** A text that means something: read by a function whose faults become problems. */
export function text<T>(read: Read<T>, notes: FieldNotes): z.ZodType<T, string> {
  const { description, examples, pattern } = notes
  return z
    .string()
    .transform((given, context) => {
      const result = read(given)
      if (!isFault(result)) return result
      context.addIssue({ code: 'custom', message: result.fault, params: { remedy: result.remedy } })
      return z.NEVER
    })
    .meta({ description, ...(examples && { examples: [...examples] }), ...(pattern !== undefined && { pattern }) })
}

const digestPattern = /^[0-9a-f]{64}$/

/** The SHA-256 digest of a token: the file never holds the token. @param remedy how one is had */
export function digest(description: string, remedy: string): z.ZodType<string, string> {
  const read: Read<string> = (given) =>
    digestPattern.test(given) ? given : { fault: 'This is not a SHA-256 digest: 64 digits of 0–9 and a–f.', remedy }
  return text(read, { description, pattern: digestPattern.source })
}

/** Bounds of a measured field and its value where nothing is written, all in the base unit. */
export interface Measure {
  readonly description: string
  readonly standard: number
  readonly least: number
  readonly most: number
}

/** A span of time, in milliseconds once read. */
export function duration(measure: Measure): z.ZodPrefault<z.ZodType<number, string>> {
  return durationText(measure).prefault(formatDuration(measure.standard))
}

/** A span of time in a key that only some sections may have, so that nothing stands where nothing is written. */
export function optionalDuration(measure: Measure): z.ZodOptional<z.ZodType<number, string>> {
  const description = `${measure.description} Standard: \`${formatDuration(measure.standard)}\`.`
  return durationText({ ...measure, description }).optional()
}

function durationText({ description, least, most }: Measure): z.ZodType<number, string> {
  const range = `From ${formatDuration(least)} to ${formatDuration(most)}.`
  return text((given) => readDuration(given, least, most), {
    description: `${description} ${range}`,
    pattern: durationPattern,
  })
}

/** An amount of memory or disk, in bytes once read. */
export function size({ description, standard, least, most }: Measure): z.ZodPrefault<z.ZodType<number, string>> {
  const range = `From ${formatSize(least)} to ${formatSize(most)}.`
  return text((given) => readSize(given, least, most), {
    description: `${description} ${range}`,
    pattern: sizePattern,
  }).prefault(formatSize(standard))
}

/** A whole number. */
export function count({ description, standard, least, most }: Measure): z.ZodDefault<z.ZodInt> {
  return z
    .int()
    .min(least)
    .max(most)
    .default(standard)
    .meta({ description: `${description} From ${least} to ${most}.` })
}

/** Text without a form of its own: one line, no control characters. */
export function line(description: string, most = 200): z.ZodType<string, string> {
  return z
    .string()
    .min(1)
    .max(most)
    .refine((given) => !/\p{Cc}/u.test(given), {
      message: 'The text contains control characters.',
      params: { remedy: 'Write one line of plain text.' },
    })
    .meta({ description })
}

/** The form of ids: of policies, grants and owners. */
export const idPattern: RegExp = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/

/** An id, or a reference to one. */
export function identifier(description: string): z.ZodType<string, string> {
  const read: Read<string> = (given) =>
    idPattern.test(given)
      ? given
      : {
          fault: `${JSON.stringify(given.slice(0, 80))} cannot be an id.`,
          remedy: 'Write 1 to 64 letters, digits, `.`, `_`, `@` or `-`, beginning with a letter or digit.',
        }
  return text(read, { description, pattern: idPattern.source })
}
