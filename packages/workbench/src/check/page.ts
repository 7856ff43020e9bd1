/** The pages of the reference about findings: one for each kind, and their list. */
import { parsePolicy } from '@portcullis/engine'
import { checkPolicy } from './check-policy.ts'
import type { Described, Example, Finding } from './finding.ts'

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 2))

/** What is said of an example, of the policy that has the finding or of the mended one. */
export function findingsOfExample(example: Example, which: 'policy' | 'mended'): readonly Finding[] {
  const { tools, layers = [], at } = example
  const above = layers.flatMap((layer) => {
    const parsed = parsePolicy(textOf(layer))
    return parsed.ok ? [parsed.policy] : []
  })
  const around = { layers: above, ...(tools !== undefined && { tools }), ...(at !== undefined && { at }) }
  return checkPolicy(textOf(example[which]), around).findings
}

/** @param word beside the language: says to tools, not to readers, that the example is wrong on purpose */
function fence(value: unknown, word = ''): string {
  const text = textOf(value)
  return `\`\`\`json${word}\n${text}\n\`\`\`\n`
}

/** The page about one kind of finding. */
export function findingPage({ code, severity, title, why, example }: Described): string {
  const head = `# \`${code}\`: ${lowerFirst(title)}\n\nSeverity: **${severity}**. ${why}\n`
  if (example === undefined) return head
  const { policy, mended, tools, layers = [], at } = example
  const parts = [
    head,
    `## A policy that has it\n\n${fence(policy, ' wrong')}`,
    ...(tools === undefined ? [] : [`beside these tools (\`--tools\`):\n\n${fence({ tools })}`]),
    ...layers.map((layer) => `below this baseline:\n\n${fence(layer)}`),
    ...(at === undefined ? [] : [`checked on ${new Date(at).toISOString().slice(0, 10)}.\n`]),
    ...findingsOfExample(example, 'policy').map(toldBy),
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

function toldBy({ line, column, severity, code, message, remedy }: Finding): string {
  return `\`check\` says:\n\n\`\`\`text\npolicy.json:${line}:${column} ${severity} ${code} ${message}\n  ${remedy}\n\`\`\`\n`
}
