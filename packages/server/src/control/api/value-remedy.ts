/** What to send instead of a value that does not fit. */
import type { z } from 'zod'

/** A sentence; shapes of our own may bring theirs: `.refine(…, { params: { remedy: '…' } })`. */
export function remedyOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Send a value of the type ${issue.expected}.`
    case 'too_small':
      return `Send ${least(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}.`
    case 'too_big':
      return `Send ${least(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}.`
    case 'invalid_format':
      return issue.pattern === undefined
        ? `Send a value of the form ${issue.format}.`
        : `Send a text that matches \`${issue.pattern}\`.`
    case 'invalid_value':
      return `Send one of: ${issue.values.map((value) => JSON.stringify(value)).join(', ')}.`
    case 'unrecognized_keys':
      return 'Leave it out.'
    default:
      return ownRemedy(issue) ?? 'Compare the value with its shape in `/api/v1/openapi.json`.'
  }
}

const least = (origin: string): string =>
  origin === 'string' ? 'a text whose length is' : origin === 'array' ? 'a list whose length is' : 'a value that is'

function ownRemedy(issue: z.core.$ZodIssue): string | undefined {
  const remedy: unknown = issue.code === 'custom' ? issue.params?.['remedy'] : undefined
  return typeof remedy === 'string' ? remedy : undefined
}
