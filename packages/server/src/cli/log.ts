/** `portcullis log`: prints the decision log. */
import { TOOL_CATEGORIES, TOOL_RISKS, type ToolCategory, type ToolRisk } from '@portcullis/engine'
import { type Command, InvalidArgumentError } from 'commander'
import colours from 'picocolors'
import { LOCAL, organisationLogPath } from '../ports/log-places.ts'
import { inAscii } from '../store/jsonl/json-text.ts'
import { readLog } from '../store/jsonl/log-reader.ts'
import type { LogLine } from '../store/jsonl/read-line.ts'
import { type Joined, join } from './log-join.ts'
import { decisionRow, differs, otherRow, type Paint, warningsOf } from './log-row.ts'

/** What is to be printed. */
export interface LogOptions {
  readonly follow?: boolean
  readonly json?: boolean
  readonly grant?: string
  readonly effect?: 'allow' | 'deny'
  readonly category?: ToolCategory
  readonly risk?: ToolRisk
  /** Only where shadow mode would have decided otherwise. */
  readonly shadow?: boolean
  /** Only calls that brought a limit near its end, or went on without its counter. */
  readonly warned?: boolean
  readonly tail?: number | 'all'
}

const TAIL = 50

const plain: Paint = { good: (text) => text, bad: (text) => text, faint: (text) => text }
const coloured: Paint = { good: colours.green, bad: colours.red, faint: colours.dim }

/** Whether a line is asked for by the filters. A gap always is: what was lost might have been. */
function wanted({
  grant,
  effect,
  category,
  risk,
  shadow = false,
  warned = false,
}: LogOptions): (line: LogLine) => boolean {
  const fits = (filter: string | undefined, value: string | undefined): boolean =>
    filter === undefined || filter === value
  return (line) => {
    switch (line.type) {
      case 'decision':
        return (
          fits(grant, line.grant) &&
          fits(effect, line.effect) &&
          fits(category, line.category) &&
          fits(risk, line.risk) &&
          (!shadow || differs(line)) &&
          (!warned || warningsOf(line).length > 0)
        )
      case 'unidentified':
        return (
          [grant, category, risk].every((filter) => filter === undefined) && effect !== 'allow' && !shadow && !warned
        )
      case 'gap':
        return true
      case 'outcome':
        return false
      default:
        return line satisfies never
    }
  }
}

/** One record as a line of JSON: the decision's fields, and its outcome's. */
function json(record: Joined): string {
  if (!('outcome' in record)) return JSON.stringify(record.line.raw)
  const { line, outcome } = record
  if (line.effect === 'deny') return JSON.stringify(line.raw)
  const ended =
    outcome === undefined
      ? { outcome: 'unknown' }
      : { outcome: outcome.outcome, upstreamMicros: outcome.upstreamMicros, ownMicros: outcome.ownMicros }
  return JSON.stringify({ ...line.raw, ...ended })
}

function row(record: Joined, paint: Paint): string {
  return 'outcome' in record ? decisionRow(record.line, record.outcome, paint) : otherRow(record.line, paint)
}

/** Where the rows go. */
export interface LogOutput {
  readonly write: (text: string) => void
  readonly colour: boolean
  /** Ends a log that is followed. */
  readonly stop: AbortSignal
}

/** Prints the log at `path`; resolves at its end, or when stopped, with how many rows it had. Rejects when a file cannot be read. */
export async function printLog(path: string, options: LogOptions, output: LogOutput): Promise<number> {
  const paint = output.colour ? coloured : plain
  let rows = 0
  const print = (record: Joined): void => {
    output.write(`${options.json === true ? inAscii(json(record)) : row(record, paint)}\n`)
    rows++
  }
  const counts = wanted(options)
  const tail = options.tail === 'all' ? undefined : (options.tail ?? TAIL)
  const joined = join()
  for await (const line of readLog(path, { tail, counts, follow: options.follow === true ? output.stop : undefined })) {
    if (line.type !== 'outcome' && !counts(line)) continue
    const record = joined.next(line)
    if (record !== undefined) print(record)
  }
  for (const record of joined.open()) print(record)
  return rows
}

function readTail(text: string): number | 'all' {
  if (text === 'all') return text
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a number of records, or "all".')
}

function readOrganisation(text: string): string {
  if (/^[a-z0-9-]{1,63}$/.test(text)) return text
  throw new InvalidArgumentError('An organisation is 1 to 63 of a–z, 0–9 and -.')
}

function readEffect(text: string): 'allow' | 'deny' {
  if (text === 'allow' || text === 'deny') return text
  throw new InvalidArgumentError('An effect is "allow" or "deny".')
}

function readWord<T extends string>(what: string, words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word === text.toLowerCase())
    if (found === undefined) throw new InvalidArgumentError(`A ${what} is one of ${words.join(', ')}.`)
    return found
  }
}

/** A reader that has gone, as in `portcullis log | head`, is no error. */
function onClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}

const EXAMPLES = `
Examples:
  portcullis log -c data/portcullis.yaml -f               go on as the log grows
  portcullis log --effect deny --tail all                 every refusal
  portcullis log --json --tail 1000 --grant laptop        for programs: a JSON object a line

A row has the time, the grant, the server and the tool, what was decided and how it ended, how long it took, the rule, and the
names of arguments. Values are in no log. For one decision in full: portcullis explain --decision ID.`

/**
 * Adds the command to the program.
 * @param locate path of the decision log that a configuration file names; without a file: of the usual place
 */
export function registerLog(
  program: Command,
  locate: (configuration: string | undefined) => string | Promise<string>,
): void {
  program
    .command('log')
    .description('print the decision log: who called what, what was decided, how it ended')
    .option('-c, --config <file>', 'the configuration that names the log')
    .option('--file <path>', 'the log itself, in place of the configuration')
    .option('--organisation <id>', 'the log of that organisation', readOrganisation, LOCAL)
    .option('-f, --follow', 'go on as the log grows')
    .option('--json', 'one JSON object for each decision, its outcome included')
    .option('--grant <id>', 'only decisions over this grant')
    .option('--effect <effect>', 'only decisions of this effect: allow or deny', readEffect)
    .option(
      '--category <category>',
      `only calls of tools of this category: ${TOOL_CATEGORIES.join(', ')}`,
      readWord('category', TOOL_CATEGORIES),
    )
    .option('--risk <risk>', `only calls of tools of this risk: ${TOOL_RISKS.join(', ')}`, readWord('risk', TOOL_RISKS))
    .option('--shadow', 'only decisions that shadow mode would have taken otherwise')
    .option('--warned', 'only calls that brought a limit near its end (warn_at), or went on without its counter')
    .option('--tail <n>', `how many records, from the end on; "all" for every one (default: ${TAIL})`, readTail)
    .addHelpText('after', EXAMPLES)
    .action(
      async (
        options: LogOptions & { readonly config?: string; readonly file?: string; readonly organisation: string },
      ) => {
        const stop = new AbortController()
        process.once('SIGINT', () => stop.abort())
        process.stdout.on('error', onClosedPipe)
        const path = options.file ?? organisationLogPath(await locate(options.config), options.organisation)
        const rows = await printLog(path, options, {
          write: (text) => process.stdout.write(text),
          colour: process.stdout.isTTY && colours.isColorSupported,
          stop: stop.signal,
        })
        if (rows === 0) process.stderr.write(`There is no such record in ${path}.\n`)
      },
    )
}
