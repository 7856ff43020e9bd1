/** A scan as Markdown: for summaries of pipelines and for tickets. */
import type { Prose } from '@portcullis/catalogue'
import { visibleJson } from '../ports/safe-text.ts'
import { shownPath } from './scan.ts'
import type { ScannedStack, ScanReport } from './scan-report.ts'
import { readWords, skippedWords, wayWords } from './words.ts'

/** Foreign and own text alike, so that no name is read as markup. */
function inert(text: string): string {
  return (
    text
      .replace(/[\r\n]+/g, ' ')
      .replace(/[\\`*_[\]<>|#!~]/g, '\\$&')
      .replace(/&/g, '&amp;')
      // Addresses would become links by themselves (GFM, autolinks).
      .replace(/(https?|ftp):(?=\/\/)|(www)\./gi, (_address, scheme, www) => (scheme ? `${scheme}\\:` : `${www}\\.`))
      .replace(/@(?=\w)/g, '@\u200b')
  )
}

/** A text between backticks, whatever it holds. */
function code(text: string): string {
  return `\`${text.replace(/[`\r\n]+/g, ' ').slice(0, 200)}\``
}

/** Names stand between backticks, where no host makes a link or a mention of them. */
function prose(spans: Prose): string {
  return spans
    .map((span) => {
      if (typeof span === 'string') return inert(span)
      return 'strong' in span ? `**${inert(span.strong)}**` : code('code' in span ? span.code : span.text)
    })
    .join('')
}

function block(text: string, language: string): readonly string[] {
  return ['', `\`\`\`${language}`, text.replaceAll('```', '` ` `'), '```', '']
}

/** In a table a bar ends the cell, also between backticks, unless a backslash before it is no escaped one (GFM, tables). */
const cell = (spans: Prose): string =>
  prose(spans).replace(/(?<!\\)(\\*)\|/g, (run, before: string) => (before.length % 2 === 1 ? run : `${before}\\|`))

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
    prose(report.verdict),
    ...table(
      ['Server', 'Risk', 'Tools', 'Where'],
      servers.map(({ member, place, configured }) => {
        const judged = report.members.find(({ name }) => name === member)
        const risk = configured.disabled ? 'disabled' : (judged?.risk ?? 'unknown')
        const where = `${shownPath(place.path, home)}:${place.line}`
        // A pipe would end the cell, within backticks too (GFM, tables).
        return [inert(member), risk, String(judged?.tools ?? 0), where.includes('|') ? inert(where) : code(where)]
      }),
    ),
    ...report.combinations.flatMap((one) => [
      '',
      `### ${one.risk}: ${inert(one.title)}`,
      '',
      ...one.path.map((step, at) => `${at + 1}. ${prose(step)}`),
      '',
      `**Rule:** ${prose(one.breaks)}`,
    ]),
    ...table(
      ['Risk', 'To change', 'How'],
      report.findings.map(({ risk, says, remedy }) => [risk, cell(says), cell(remedy)]),
    ),
    ...report.policies.flatMap(({ member, policy }) => [
      '',
      `<details><summary>Policy for ${inert(member)}</summary>`,
      ...block(visibleJson(policy, 2), 'json'),
      '</details>',
    ]),
  ]
}

/** The report. */
export function markdownReport(report: ScanReport, home: string): string {
  const { files, unread, stacks, remedies, gateway } = report
  const lines = [
    '# What your agents can call',
    '',
    readWords(files),
    ...unread.map(
      ({ path, line, problem }) => `\n**Unread:** ${code(`${shownPath(path, home)}:${line}`)} ${inert(problem)}`,
    ),
    ...files.flatMap((file) => {
      const told = skippedWords(file)
      return told === undefined ? [] : [`\n${code(shownPath(file.path, home))} ${inert(told)}`]
    }),
    ...stacks.filter(({ servers }) => servers.length > 0).flatMap((stack) => stackLines(stack, home)),
    ...(remedies.length === 0 ? [] : ['', `## Around the gateway at ${code(gateway?.origin ?? '')}`]),
    ...remedies.flatMap(({ client, path, bypasses, text, language, note }) => [
      '',
      `### ${inert(client)}, ${code(shownPath(path, home))}`,
      '',
      ...bypasses.map(({ server, way }) => `- ${inert(server.member)}, line ${server.place.line}: ${wayWords(way)}`),
      '',
      'In their place:',
      ...block(text, language),
      inert(note),
    ]),
  ]
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}
