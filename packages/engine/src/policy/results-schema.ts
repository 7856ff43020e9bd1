/** The shape of what holds for results. */
import * as z from 'zod'
import { compileRegex } from '../condition/text-match.ts'
import { prepareRedactor } from '../result/redactor.ts'
import { predicateSchema } from './predicate-schema.ts'
import { type OrFlaw, sound } from './problem.ts'
import { DETECTOR_NAMES, type Redaction, type Results } from './results.ts'
import { raising } from './schema-check.ts'

/** Upper bounds. */
const BOUNDS = { bytes: 67_108_864, redactions: 50, predicates: 100, replacement: 200 } as const

/** What is prepared here is only looked at for flaws. */
const NOWHERE = { rule: '', document: { id: '', version: '' } }

const replacement = z.string().max(BOUNDS.replacement)

const redaction: z.ZodType<Redaction> = z
  .union([
    z
      .strictObject({
        detector: z.enum(DETECTOR_NAMES).meta({
          description:
            'What is looked for: addresses of e-mail, telephone numbers, payment cards and IBANs with a right checksum, secrets (keys, tokens, private keys), IP addresses, US social security numbers.',
          examples: ['email', 'secret'],
        }),
        with: replacement.exactOptional().meta({
          description: 'What stands in its place. The default names the detector: "[REDACTED:email]".',
          examples: ['[address]'],
        }),
      })
      .meta({ id: 'DetectorRedaction', description: 'Replaces what a detector finds.' }),
    z
      .strictObject({
        regex: z
          .string()
          .superRefine(raising((pattern) => compileRegex(pattern, { ignoreCase: false })))
          .meta({ description: 'An RE2 pattern; what it finds is replaced.', examples: ['(?i)project-[a-z]+'] }),
        with: replacement.exactOptional().meta({
          description: 'What stands in its place.',
          default: '[REDACTED]',
          examples: ['[project]'],
        }),
      })
      .meta({ id: 'RegexRedaction', description: 'Replaces what a pattern finds.' }),
  ])
  .superRefine(raising(checkRedaction))
  .meta({ id: 'Redaction', description: 'What is replaced in the texts of a result, and by what.' })

/** Bounds, redactions and conditions for results. */
export const resultsSchema: z.ZodType<Results> = z
  .strictObject({
    max_bytes: z
      .int()
      .min(1)
      .max(BOUNDS.bytes)
      .exactOptional()
      .meta({
        description: 'A larger result is withheld. The agent is told that the call was made and must not be repeated.',
        examples: [100_000],
      }),
    redact: z
      .array(redaction)
      .max(BOUNDS.redactions)
      .exactOptional()
      .meta({
        description: 'What is replaced in every text of a result. Everything else passes byte by byte.',
        default: [],
        examples: [[{ detector: 'email' }, { regex: 'project-[a-z]+', with: '[project]' }]],
      }),
    deny_if: z
      .array(predicateSchema)
      .max(BOUNDS.predicates)
      .exactOptional()
      .meta({
        description:
          'The result is withheld where one of them holds: conditions on result.text (every text that comes back, of content, embedded resources, structured content, errors and messages beside the answer), result.structuredContent, result.isError and result.size, beside everything that a rule reads of the call. The call was made, and keeps what it took.',
        default: [],
        examples: [[{ conditions: [{ path: 'result.text', op: 'contains', value: 'CONFIDENTIAL' }] }]],
      }),
  })
  .meta({ id: 'Results', description: 'What holds for the results of calls.' })

/** A pattern that cannot be read has its own problem. */
function checkRedaction(written: Redaction): OrFlaw<unknown> {
  const isUnread = 'regex' in written && !compileRegex(written.regex).ok
  return isUnread ? sound(undefined) : prepareRedactor(written, NOWHERE)
}
