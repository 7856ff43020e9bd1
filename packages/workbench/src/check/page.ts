/** The pages of the reference about findings: one for each kind, and their list. */
import type { Described } from './finding.ts'

const fence = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)
  return `\`\`\`json\n${text}\n\`\`\`\n`
}

/** The page about one kind of finding. */
export function findingPage({ code, severity, title, why, example }: Described): string {
  const head = `# \`${code}\`: ${lowerFirst(title)}\n\nSeverity: **${severity}**. ${why}\n`
  if (example === undefined) return head
  const { policy, mended, tools, layers = [], at } = example
  const parts = [
    head,
    `## A policy that has it\n\n${fence(policy)}`,
    ...(tools === undefined ? [] : [`beside these tools (\`--tools\`):\n\n${fence({ tools })}`]),
    ...layers.map((layer) => `below this baseline:\n\n${fence(layer)}`),
    ...(at === undefined ? [] : [`checked on ${new Date(at).toISOString().slice(0, 10)}.\n`]),
    `## The same, mended\n\n${fence(mended)}`,
  ]
  return parts.join('\n')
}

/** The list of all kinds. */
export function findingsIndex(findings: readonly Described[]): string {
  const rows = findings.map(({ code, severity, title }) => `| [\`${code}\`](${code}.md) | ${severity} | ${title} |`)
  return `# Findings

What \`portcullis check\` can say of a policy. An **error** refuses the document, or shows that it does not do what it says; a
**warning** is probably not meant; a **note** is worth knowing. The findings that need the tools are looked for where a list of
them is given: \`--tools\`, \`--catalogue\`, \`--url\`, or a configuration with \`--live\`.

| code | severity | what it is |
|---|---|---|
${rows.join('\n')}
`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
