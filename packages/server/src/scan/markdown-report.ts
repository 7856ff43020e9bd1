/** A scan as Markdown: for summaries of pipelines and for tickets. */
import { plain } from '@portcullis/catalogue'
import { shownPath } from './scan.ts'
import type { ScannedStack, ScanReport } from './scan-report.ts'

/** Foreign and own text alike, so that no name is read as markup. */
function inert(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_[\]<>|#!~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/@(?=\w)/g, '@\u200b')
}

/** A text between backticks, whatever it holds. */
function code(text: string): string {
  return `\`${text.replace(/[`\r\n]+/g, ' ').slice(0, 200)}\``
}

function block(text: string, language: string): readonly string[] {
  return ['', `\`\`\`${language}`, text.replaceAll('```', '` ` `'), '```', '']
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : ['', row(head), row(head.map(() => '---')), ...rows.map(row), '']
}

function stackLines({ title, servers, report }: ScannedStack, home: string): readonly string[] {
  return [
    '',
    `## ${inert(title)}`,
    '',
    inert(plain(report.verdict)),
    ...table(
      ['Server', 'Risk', 'Tools', 'Where'],
      servers.map(({ member, place, configured }) => {
        const judged = report.members.find(({ name }) => name === member)
        const risk = configured.disabled ? 'disabled' : (judged?.risk ?? 'unknown')
        return [inert(member), risk, String(judged?.tools ?? 0), code(`${shownPath(place.path, home)}:${place.line}`)]
      }),
    ),
    ...report.combinations.flatMap((one) => [
      '',
      `### ${one.risk}: ${inert(one.title)}`,
      '',
      ...one.path.map((step, at) => `${at + 1}. ${inert(plain(step))}`),
      '',
      `**Rule:** ${inert(plain(one.breaks))}`,
    ]),
    ...table(
      ['Risk', 'To change', 'How'],
      report.findings.map(({ risk, says, remedy }) => [risk, inert(plain(says)), inert(plain(remedy))]),
    ),
    ...report.policies.flatMap(({ member, policy }) => [
      '',
      `<details><summary>Policy for ${inert(member)}</summary>`,
      ...block(JSON.stringify(policy, undefined, 2), 'json'),
      '</details>',
    ]),
  ]
}

/** The report. */
export function markdownReport(report: ScanReport, home: string): string {
  const { files, unread, stacks, bypasses, gateway } = report
  const lines = [
    '# What your agents can call',
    '',
    `${files.length} files read, ${files.reduce((sum, file) => sum + file.servers, 0)} servers.`,
    ...unread.map(
      ({ path, line, problem }) => `\n**Unread:** ${code(`${shownPath(path, home)}:${line}`)} ${inert(problem)}`,
    ),
    ...stacks.filter(({ servers }) => servers.length > 0).flatMap((stack) => stackLines(stack, home)),
    ...(bypasses.length === 0 ? [] : ['', `## Around the gateway at ${code(gateway?.origin ?? '')}`]),
    ...bypasses.flatMap(({ server, stack, instead }) => [
      '',
      `${inert(server.member)} of ${inert(stack)}, ${code(`${shownPath(server.place.path, home)}:${server.place.line}`)}. In its place:`,
      ...block(instead, 'json'),
    ]),
  ]
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}
