/** `portcullis test`: runs the cases of policies. */
import { basename } from 'node:path'
import {
  createCoverage,
  mutate,
  type PreparedSuite,
  percentOf,
  runSuite,
  type SuiteReport,
  type TestReport,
} from '@portcullis/workbench'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { caseWorld } from '../compose/author.ts'
import { findCaseFiles, openCaseFile } from './case-files.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { type TestFormat, testFormats, testReportText } from './test-report.ts'
import { readTools, type ToolSourceOptions, withToolSource } from './tool-source.ts'

/** What `test` ends with. */
export const testCodes = { fine: 0, failures: 1, impossible: 2 } as const

/** What was asked for on the command line. */
export interface TestOptions extends ToolSourceOptions {
  readonly format: TestFormat
  /** Cases whose name, or whose file's name, has this in it. */
  readonly filter?: string
  readonly coverage?: boolean
  /** Percent. */
  readonly minCoverage?: number
  readonly mutate?: boolean
  /** Percent. */
  readonly minScore?: number
}

const EXAMPLES = `
Examples:
  portcullis test                                      all *.cases.yaml and cases.yaml below this folder
  portcullis test policies/support.cases.yaml --coverage
  portcullis test --mutate --min-score 90              edits the policies: which edits does no case notice?
  portcullis test --format junit > report.xml          for CI; github: annotations of a workflow

Ends with 0: all cases hold. 1: some do not, or too little is covered or noticed.
2: a file could not be read, or the command was wrong.`

/** Adds the command to the program. */
export function registerTest(program: Command, output: CommandOutput = processOutput): void {
  const command = program
    .command('test')
    .description('run the cases of policies: calls, sequences and lists, and what must come of them')
    .argument('[files...]', 'files of cases, or folders to look for them in', ['.'])
    .addOption(new Option('--format <format>', 'how it is reported').choices(testFormats).default('text'))
    .option('--filter <text>', 'only cases whose name, or whose file’s name, has this in it')
    .option('--coverage', 'show what of the policies no case reaches')
    .option('--min-coverage <percent>', 'fail where less of the policies is covered', percent)
    .option('--mutate', 'edit the policies, one edit at a time, and show the edits that no case notices')
    .option('--min-score <percent>', 'fail where fewer of the edits are noticed', percent)
  withToolSource(command)
    .addHelpText('after', EXAMPLES)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? testCodes.fine : testCodes.impossible)
    })
    .action(async (files: readonly string[], options: TestOptions) =>
      output.exit(await testFiles(files, options, output)),
    )
}

function percent(text: string): number {
  if (/^\d{1,3}(?:\.\d+)?$/.test(text) && Number(text) <= 100) return Number(text)
  throw new InvalidArgumentError('Write a number from 0 to 100.')
}

/** Runs the cases of all files, and reports. */
export async function testFiles(
  named: readonly string[],
  options: TestOptions,
  output: CommandOutput,
): Promise<number> {
  const files = await filesOf(named, output)
  if (files === undefined) return testCodes.impossible
  const tools = await readTools(options)
  if (tools?.ok === false) {
    output.error(`${tools.problem}\n`)
    return testCodes.impossible
  }
  const opened = await Promise.all(files.map((path) => openCaseFile(path, tools?.list.tools)))
  const report = run(
    opened.map((each) => (each.ok ? { ...each, suite: filtered(each.suite, each.file, options.filter) } : each)),
    options,
  )
  if (options.filter !== undefined && report.suites.every(hasNothing)) {
    output.error(`No case has ${JSON.stringify(options.filter)} in its name.\n`)
    return testCodes.impossible
  }
  output.out(testReportText(report, options.format))
  return codeOf(report, options, output)
}

const hasNothing = ({ outcomes, problems }: SuiteReport): boolean => outcomes.length === 0 && problems.length === 0

async function filesOf(named: readonly string[], output: CommandOutput): Promise<readonly string[] | undefined> {
  try {
    const files = await findCaseFiles(named)
    if (files.length > 0) return files
    output.error('No cases were found. Write them beside the policy, as NAME.cases.yaml or cases.yaml.\n')
  } catch (error) {
    output.error(`${error instanceof Error ? error.message : String(error)}\n`)
  }
  return undefined
}

function filtered(suite: PreparedSuite, file: string, text: string | undefined): PreparedSuite {
  if (text === undefined || basename(file).includes(text)) return suite
  const cases = suite.placed.cases.filter(({ name }) => name.includes(text))
  return { ...suite, placed: { ...suite.placed, cases } }
}

function run(opened: readonly Awaited<ReturnType<typeof openCaseFile>>[], options: TestOptions): TestReport {
  const coverage = options.coverage === true || options.minCoverage !== undefined ? createCoverage() : undefined
  const suites = opened.map((each): SuiteReport => {
    if (!each.ok) return { file: each.file, outcomes: [], problems: each.problems }
    const outcomes = runSuite(each.suite, caseWorld, coverage?.listen(each.suite))
    return { file: each.file, outcomes, problems: [] }
  })
  const mutates = options.mutate === true || options.minScore !== undefined
  return {
    suites,
    coverage: coverage?.report(),
    mutation: mutates
      ? mutate(
          opened.flatMap((each) => (each.ok ? [each.suite] : [])),
          caseWorld,
        )
      : undefined,
  }
}

/** Why a run is not good enough is said beside the report. */
function codeOf(
  { suites, coverage, mutation }: TestReport,
  { minCoverage = 0, minScore = 0 }: TestOptions,
  output: CommandOutput,
): number {
  if (suites.some(({ problems }) => problems.length > 0)) return testCodes.impossible
  const reasons = [
    ...(coverage !== undefined && percentOf(coverage) < minCoverage
      ? [`Less than ${minCoverage} % of the policies is covered.`]
      : []),
    ...(mutation !== undefined && mutation.percent < minScore
      ? [`Less than ${minScore} % of the edits are noticed.`]
      : []),
  ]
  for (const reason of reasons) output.error(`${reason}\n`)
  const failed = suites.some(({ outcomes }) => outcomes.some(({ failures }) => failures.length > 0))
  return failed || reasons.length > 0 ? testCodes.failures : testCodes.fine
}
