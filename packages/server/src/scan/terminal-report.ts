/** A scan as lines of a terminal. */
import { plain, type ToxicCombination } from '@portcullis/catalogue'
import { createColors } from 'picocolors'
import { shownPath } from './scan.ts'
import type { FileRead, ScannedServer, ScannedStack, ScanReport } from './scan-report.ts'
import { findingLines, unsaidFindings } from './terminal-findings.ts'
import { isNew, level, type Print, type TerminalOptions, wrapped } from './terminal-print.ts'
import { remediesLines } from './terminal-remedies.ts'
import { many, readWords, skippedWords } from './words.ts'

/** Tools and findings that are listed unless all are wanted. */
const TOOLS = 10
const FINDINGS = 8

function knownAs({ slug, confidence, asked, configured }: ScannedServer): string {
  if (configured.disabled) return 'disabled'
  if (asked !== undefined && 'tools' in asked) return `asked: ${many(asked.tools, 'tool')}`
  if (slug === undefined) return 'not in the catalogue'
  return confidence === 'certain' ? slug : `${slug} (${confidence})`
}

function wayText({ way }: ScannedServer): string {
  if (way === undefined) return ''
  if (way.way === 'guarded') return way.by === 'wrap' ? 'wrapped' : 'through the gateway'
  return way.way === 'around' ? 'AROUND the gateway' : 'direct'
}

function serverLines(print: Print, { servers, report }: ScannedStack): readonly string[] {
  const names = Math.max(4, ...servers.map(({ member }) => Math.min(member.length, 28)))
  return servers.flatMap((server) => {
    const judged = report.members.find(({ name }) => name === server.member)
    const risk = judged?.risk === undefined ? ' '.repeat(8) : level(print, judged.risk)
    const tools = judged === undefined || judged.tools === 0 ? '–' : many(judged.tools, 'tool')
    const way = wayText(server)
    const end = way === '' ? '' : `  ${way.startsWith('AROUND') ? print.paint.red(way) : print.paint.dim(way)}`
    const line = `    ${risk}  ${server.member.slice(0, 28).padEnd(names)}  ${tools.padStart(9)}  ${print.paint.dim(knownAs(server))}${end}`
    const { asked } = server
    if (asked === undefined || !('not' in asked)) return [line]
    return [line, `              ${print.paint.dim(wrapped(`Not asked: ${asked.not}`, 14, print.width))}`]
  })
}

function combinationLines(print: Print, { risk, title, path, breaks }: ToxicCombination): readonly string[] {
  return [
    `    ${level(print, risk)}  ${print.paint.bold(title)}`,
    ...path.map((step, at) => `              ${at + 1}. ${wrapped(plain(step), 17, print.width)}`),
    `              ${print.paint.green('Rule')} ${wrapped(plain(breaks), 19, print.width)}`,
  ]
}

function limited<T>(
  print: Print,
  items: readonly T[],
  most: number,
  lines: (item: T) => readonly string[],
): readonly string[] {
  const shown = print.all ? items : items.slice(0, most)
  const rest = items.length - shown.length
  return [...shown.flatMap(lines), ...(rest > 0 ? [`    ${print.paint.dim(`${rest} more: --all`)}`] : [])]
}

function section(print: Print, title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `  ${print.paint.underline(title)}`, ...lines]
}

/** Combinations that were not told of this client before, and the names of those that were. */
function combinationsLines(print: Print, { client, report }: ScannedStack): readonly string[] {
  const lines: string[] = []
  const again: string[] = []
  for (const one of report.combinations) {
    if (isNew(print, ['combination', client, one.id, one.path])) lines.push(...combinationLines(print, one))
    else again.push(one.title)
  }
  const told = `As above: ${again.join('; ')}.`
  return again.length === 0 ? lines : [...lines, `    ${print.paint.dim(wrapped(told, 4, print.width))}`]
}

/** Severe tools of servers that no earlier stack had. */
function riskyTools(print: Print, { servers, report }: ScannedStack): ScannedStack['report']['tools'] {
  const fresh = new Set(
    servers.filter(({ place }) => isNew(print, ['server', place.path, place.at])).map(({ member }) => member),
  )
  return report.tools.filter(({ risk, member }) => fresh.has(member) && (risk === 'Critical' || risk === 'High'))
}

function stackLines(print: Print, stack: ScannedStack): readonly string[] {
  const { report } = stack
  const risky = riskyTools(print, stack)
  const names = Math.max(
    0,
    ...risky.slice(0, print.all ? risky.length : TOOLS).map(({ name }) => Math.min(name.length, 44)),
  )
  return [
    '',
    print.paint.bold(stack.title),
    `  ${wrapped(plain(report.verdict), 2, print.width)}`,
    ...section(print, 'Servers', serverLines(print, stack)),
    ...section(print, 'Toxic combinations', combinationsLines(print, stack)),
    ...section(
      print,
      'Riskiest tools',
      limited(print, risky, TOOLS, ({ name, member, risk, category, unasked }) => [
        `    ${level(print, risk)}  ${name.slice(0, 44).padEnd(names)}  ${category.padEnd(11)}  ${member}${unasked ? print.paint.red('  never asked about') : ''}`,
      ]),
    ),
    ...section(
      print,
      'To change',
      limited(print, unsaidFindings(print, stack), FINDINGS, (group) => findingLines(print, stack, group)),
    ),
  ]
}

function sum({ stacks, files, unread }: ScanReport): string {
  // A project's stack has the user's servers as well, and so their combinations: each counts once.
  const combinations = new Set(
    stacks.flatMap(({ client, report }) =>
      report.combinations.map(({ id, path }) => JSON.stringify([client, id, path])),
    ),
  ).size
  const failed = unread.length === 0 ? '' : ` ${many(unread.length, 'file')} could not be read.`
  return `${readWords(files)} ${many(combinations, 'toxic combination')}.${failed} Nothing was started.`
}

function skippedLines(print: Print, file: FileRead): readonly string[] {
  const told = skippedWords(file)
  return told === undefined
    ? []
    : [print.paint.dim(wrapped(`${shownPath(file.path, print.home)}: ${told}`, 0, print.width))]
}

/** The report. */
export function terminalReport(report: ScanReport, options: TerminalOptions): string {
  const print: Print = { ...options, paint: createColors(options.colors), said: new Set() }
  const asked = report.stacks.some(({ servers }) =>
    servers.some((one) => one.asked !== undefined && 'tools' in one.asked),
  )
  const lines = [
    asked ? sum(report).replace(' Nothing was started.', '') : sum(report),
    ...report.unread.map(
      ({ path, line, problem }) => `${print.paint.red('unread')} ${shownPath(path, print.home)}:${line} ${problem}`,
    ),
    ...report.files.flatMap((file) => skippedLines(print, file)),
    ...report.stacks.filter(({ servers }) => servers.length > 0).flatMap((stack) => stackLines(print, stack)),
    ...remediesLines(print, report),
  ]
  if (report.files.length === 0 && report.unread.length === 0)
    lines.push('No configuration of a client was found. Name one with --config, or a project’s folder with --project.')
  return `${lines.join('\n')}\n`
}
