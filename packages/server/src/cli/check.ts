/** `portcullis check`: judges configurations and policies without running them. */
import type { Severity } from '@portcullis/workbench'
import { type Command, Option } from 'commander'
import { systemClock } from '../ports/clock.ts'
import { checkFiles } from './check-files.ts'
import { formatGithub } from './check-github.ts'
import { atLeast, type CheckReport, checkCode, checkCodes, formatJson, formatText } from './check-report.ts'
import { formatSarif } from './check-sarif.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { readTools, type ToolSourceOptions, withToolSource } from './tool-source.ts'

const FORMATS = ['text', 'json', 'sarif', 'github'] as const

/** What was asked for on the command line. */
interface CheckOptions extends ToolSourceOptions {
  readonly format: (typeof FORMATS)[number]
  readonly severity: Severity
  readonly portable: boolean
  readonly strict: boolean
  readonly live: boolean
  readonly server?: string
}

const EXAMPLES = `
Examples:
  portcullis check                                     portcullis.yaml, and the policies that it names
  portcullis check --live                              the same, beside the tools that its servers list now
  portcullis check policy.json --tools tools.json      a policy beside a saved answer of tools/list
  portcullis check policy.json --catalogue SLUG        beside the tools that the catalogue knows of a server
  portcullis check --strict --format github *.json     for CI: annotations, and warnings fail

Each kind of finding has a page in docs/reference/findings.
Ends with 0: no errors. 1: errors (with --strict, or warnings).
2: a file could not be read, a server did not answer, or the command was wrong.`

/** Adds the command to the program. */
export function registerCheck(program: Command, output: CommandOutput = processOutput): void {
  const command = program
    .command('check')
    .description('judge configurations (*.yaml) and policies (*.json): every problem with its place and what to do')
    .argument('[files...]', 'the files; a configuration’s policies are judged with it', ['portcullis.yaml'])
    .addOption(new Option('--format <format>', 'how problems are printed').choices(FORMATS).default('text'))
    .addOption(
      new Option('--severity <least>', 'leave out what is milder')
        .choices(['error', 'warning', 'note'])
        .default('note'),
    )
    .option(
      '--portable',
      'judge the files for any machine: leave out variables, programs, certificates and permissions',
      false,
    )
    .option('--strict', 'let warnings count as errors', false)
    .option('--live', 'ask the servers of a configuration for their tools, and hold its policies against them', false)
    .option('--server <slug>', 'the same for one server of the configuration only')
  withToolSource(command)
    .addHelpText('after', EXAMPLES)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? checkCodes.fine : checkCodes.unread)
    })
    .action(async (files: readonly string[], options: CheckOptions) => {
      await check(files, options, { output, version: program.version() ?? '0.0.0' })
    })
}

interface Surface {
  readonly output: CommandOutput
  readonly version: string
}

async function check(files: readonly string[], options: CheckOptions, { output, version }: Surface): Promise<void> {
  const sourced = await readTools(options)
  if (sourced?.ok === false) {
    output.error(`${sourced.problem}\n`)
    return output.exit(checkCodes.unread)
  }
  if (options.portable && sourced === undefined && (options.live || options.server !== undefined)) {
    output.error('Servers are asked as this machine reaches them. Leave out --portable, or --live and --server.\n')
    return output.exit(checkCodes.unread)
  }
  const report = await checkFiles(files, {
    environment: process.env,
    portable: options.portable,
    at: systemClock.now(),
    live: options.server ?? options.live,
    ...(sourced !== undefined && { tools: sourced.list.tools }),
  })
  for (const problem of report.unasked) output.error(`${problem}\n`)
  const shown = atLeast(report, options.severity)
  output.out(printed(shown, options.format, { files: files.length, base: process.cwd(), version }))
  output.exit(checkCode(report, options.strict))
}

interface Setting {
  readonly files: number
  readonly base: string
  readonly version: string
}

function printed(report: CheckReport, format: CheckOptions['format'], { files, base, version }: Setting): string {
  switch (format) {
    case 'text':
      return formatText(report, files, base)
    case 'json':
      return formatJson(report, base)
    case 'sarif':
      return formatSarif(report, base, version)
    case 'github':
      return formatGithub(report, base)
    default:
      return format satisfies never
  }
}
