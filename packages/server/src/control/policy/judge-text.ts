/** A document is read before it is saved: what is wrong with it is said with its place. */
import { type Policy, type Problem as PolicyProblem, parsePolicy } from '@portcullis/engine'
import { z } from 'zod'
import { type FieldError, type Problem, problem } from '../api/problem.ts'

/** Problems that one answer names. */
const SHOWN = 50

/** What is odd about a document that can be in force. */
export const WARNING = z.object({
  code: z.string(),
  line: z.int(),
  column: z.int(),
  pointer: z.string().describe('Where in the document; a JSON Pointer.'),
  message: z.string(),
  remedy: z.string(),
})

export type WarningView = z.input<typeof WARNING>

/** A document that can be in force. */
export interface JudgedText {
  readonly policy: Policy
  readonly warnings: readonly WarningView[]
}

/** Reads a document; every problem is an error of the field in which it was sent. @param field such as `/body/text` */
export function judgeText(text: string, field: string): JudgedText | Problem {
  const parsed = parsePolicy(text)
  if (parsed.ok) return { policy: parsed.policy, warnings: parsed.warnings.map(warning) }
  const refused = parsed.problems.filter(({ severity }) => severity === 'error')
  const detail =
    refused.length === 1 ? 'The document cannot be in force.' : `${refused.length} things are wrong with the document.`
  return problem('invalid', detail, {
    remedy: 'Mend what `errors` names, and send it again; `portcullis check` shows the same on the command line.',
    errors: refused.slice(0, SHOWN).map((found) => fieldError(found, field)),
  })
}

const warning = ({ code, line, column, pointer, message, remedy }: PolicyProblem): WarningView => ({
  code,
  line,
  column,
  pointer,
  message,
  remedy,
})

const fieldError = ({ line, column, message, remedy }: PolicyProblem, field: string): FieldError => ({
  field,
  message: `Line ${line}, column ${column}: ${message}`,
  remedy,
})
