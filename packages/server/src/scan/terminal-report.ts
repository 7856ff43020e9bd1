/** A scan as lines of a terminal. */
import { plain, type RiskLevel, type StackFinding, type ToxicCombination } from '@portcullis/catalogue'
import { createColors } from 'picocolors'
import { shownPath } from './scan.ts'
import type { Bypass, ScannedServer, ScannedStack, ScanReport } from './scan-report.ts'

/** How it is printed. */
export interface TerminalOptions {
  readonly colors: boolean
  readonly home: string
  /** Columns. */
  readonly width: number
  /** Whether everything is listed. */
  readonly all: boolean
}

type Paint = ReturnType<typeof createColors>

interface Print extends TerminalOptions {
  readonly paint: Paint
  /** What was said of a file already: a project's stack has the user's servers as well. */
  readonly said: Set<string>
}

/** Tools and findings that are listed unless all are wanted. */
const TOOLS = 10
const FINDINGS = 8

function level({ paint }: Print, risk: RiskLevel): string {
  const text = risk.padEnd(8)
  if (risk === 'Critical') return paint.bold(paint.red(text))
  if (risk === 'High') return paint.red(text)
  return risk === 'Medium' ? paint.yellow(text) : paint.green(text)
}

/** Breaks a text into lines, all but the first indented. */
function wrapped(text: string, indent: number, width: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

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

function findingLines(
  print: Print,
  stack: ScannedStack,
  { risk, says, remedy, members }: StackFinding,
): readonly string[] {
  const place = stack.servers.find(({ member }) => member === members[0])?.place
  const where = place === undefined ? '' : `${shownPath(place.path, print.home)}:${place.line}`
  return [
    `    ${level(print, risk)}  ${wrapped(plain(says), 14, print.width)}`,
    `              ${wrapped(plain(remedy), 14, print.width)}`,
    `              ${print.paint.dim(where)}`,
  ]
}

/** Findings that no earlier stack said of the same entries. */
function unsaid(print: Print, { servers, report }: ScannedStack): readonly StackFinding[] {
  return report.findings.filter(({ id, members }) => {
    const places = members.map((name) => servers.find(({ member }) => member === name)?.place)
    const key = JSON.stringify([id, places])
    const isNew = !print.said.has(key)
    print.said.add(key)
    return isNew
  })
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

function stackLines(print: Print, stack: ScannedStack): readonly string[] {
  const { report } = stack
  const risky = report.tools.filter(({ risk }) => risk === 'Critical' || risk === 'High')
  const names = Math.max(
    0,
    ...risky.slice(0, print.all ? risky.length : TOOLS).map(({ name }) => Math.min(name.length, 44)),
  )
  return [
    '',
    print.paint.bold(stack.title),
    `  ${wrapped(plain(report.verdict), 2, print.width)}`,
    ...section(print, 'Servers', serverLines(print, stack)),
    ...section(
      print,
      'Toxic combinations',
      report.combinations.flatMap((one) => combinationLines(print, one)),
    ),
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
      limited(print, unsaid(print, stack), FINDINGS, (one) => findingLines(print, stack, one)),
    ),
  ]
}

function bypassLines(print: Print, { stack, server, way, instead }: Bypass): readonly string[] {
  const { path, line } = server.place
  const told =
    way.way === 'around' ? `the gateway has it as ${way.slug}` : 'the gateway does not know it: register it there first'
  return [
    `  ${server.member} of ${stack}: ${told}`,
    `    ${print.paint.dim(`${shownPath(path, print.home)}:${line}, in its place:`)}`,
    ...instead.split('\n').map((text) => `      ${text}`),
  ]
}

function sum({ stacks, files, unread }: ScanReport): string {
  const servers = files.reduce((count, file) => count + file.servers, 0)
  const combinations = stacks.reduce((count, { report }) => count + report.combinations.length, 0)
  const failed = unread.length === 0 ? '' : ` ${many(unread.length, 'file')} could not be read.`
  return `${many(files.length, 'file')} read, ${many(servers, 'server')}, ${many(combinations, 'toxic combination')}.${failed} Nothing was started.`
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
    ...report.stacks.filter(({ servers }) => servers.length > 0).flatMap((stack) => stackLines(print, stack)),
    ...(report.bypasses.length === 0
      ? []
      : [
          '',
          print.paint.bold(`Around the gateway at ${report.gateway?.origin ?? ''}`),
          ...report.bypasses.flatMap((one) => bypassLines(print, one)),
        ]),
  ]
  if (report.files.length === 0 && report.unread.length === 0)
    lines.push('No configuration of a client was found. Name one with --config, or a project’s folder with --project.')
  return `${lines.join('\n')}\n`
}
