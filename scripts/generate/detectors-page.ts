/** `docs/reference/detectors.md`: what each detector finds and what it does not, as the detectors say it themselves. */
import { DETECTORS } from '@portcullis/engine'

/** The page. */
export function detectorsPage(): string {
  return `# Detectors

What \`results.redact\` can look for by its form: see [results, and what was read](../guide/06-results-and-what-was-read.md).
Every search takes time linear in the length of the text, whatever the text.

${Object.values(DETECTORS)
  .map(
    ({ name, finds, misses }) => `## \`${name}\`

**Finds**: ${finds}

**Does not find, or finds without meaning it**: ${misses}

Replaced by \`[REDACTED:${name}]\` unless the policy says otherwise.
`,
  )
  .join('\n')}
## How good they are

\`npm run detectors:score\` makes a labelled sample from a seed and prints precision and recall of each: values in many formats
and surroundings, and as many texts that only look like one (numbers with a wrong check digit, UUIDs, hashes, versions, dates,
order numbers, handles). What belongs to another detector counts as wrong as well. A test holds the lower bounds.

## What redaction is not

It takes out what has a form. A server that wants to hide a value from it can: by encoding it, by spelling it out, by sending
it as an image. Use \`results.deny_if\` and \`max_bytes\`, \`seen.*\`, and servers that you trust.
`
}
