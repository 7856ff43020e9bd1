/** `portcullis check`: judges configurations and policies without running them. */
import { relative, resolve } from 'node:path'
import { type Problem as PolicyProblem, parsePolicy } from '@portcullis/engine'
import { type Command, Option } from 'commander'
import type { World } from '../config/draft.ts'
import { readFileSet, readSource, type SourceFile } from '../config/file-set.ts'
import { loadConfiguration } from '../config/load.ts'
import { inOrder, type Problem } from '../config/problem.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { excerpt } from './excerpt.ts'

/** What was found in some files. */
export interface CheckReport {
  readonly problems: readonly Problem[]
  /** Texts of the files that problems stand in, by path. */
  readonly texts: ReadonlyMap<string, string>
  /** Files that were named and could not be read: nothing is known of them. */
  readonly unread: readonly string[]
}

/** How a report is judged and printed. */
export interface CheckOptions {
  readonly format: 'text' | 'json'
  readonly strict: boolean
}

/** What `check` ends with. */
export const checkCodes = { fine: 0, problems: 1, unread: 2 } as const

/** Judges each file: `*.yaml` and `*.yml` as configurations, together with the files they name, all others as policies. */
export async function checkFiles(paths: readonly string[], world: World): Promise<CheckReport> {
  const reports = await Promise.all(
    paths.map((path) => (isYaml(path) ? checkConfiguration(path, world) : checkPolicy(path))),
  )
  const problems = new Map(
    reports.flatMap((report) => report.problems.map((problem) => [identity(problem), problem] as const)),
  )
  return {
    problems: inOrder([...problems.values()]),
    texts: new Map(reports.flatMap(({ texts }) => [...texts])),
    unread: reports.flatMap(({ unread }) => unread),
  }
}

/** A policy can be named by itself and by a configuration. */
const identity = ({ file, line, column, code, message }: Problem): string =>
  [file, line, column, code, message].join('\n')

const isYaml = (path: string): boolean => /\.ya?ml$/i.test(path)

async function checkConfiguration(path: string, world: World): Promise<CheckReport> {
  const set = await readFileSet(path)
  const loaded = loadConfiguration(set, world)
  const texts = new Map([...set.files.values()].flatMap((file) => (file.ok ? [[file.path, file.text] as const] : [])))
  const main = set.files.get(set.main)
  return { problems: loaded.ok ? loaded.warnings : loaded.problems, texts, unread: main?.ok === true ? [] : [set.main] }
}

async function checkPolicy(path: string): Promise<CheckReport> {
  const file = await readSource(resolve(path))
  if (!file.ok) return { problems: [unreadable(file)], texts: new Map(), unread: [file.path] }
  const parsed = parsePolicy(file.text)
  const found = parsed.ok ? parsed.warnings : parsed.problems
  return {
    problems: found.map((problem) => inFile(file.path, problem)),
    texts: new Map([[file.path, file.text]]),
    unread: [],
  }
}

const inFile = (file: string, { pointer, ...rest }: PolicyProblem): Problem => ({ ...rest, file, path: pointer })

const unreadable = ({ path, cause }: SourceFile & { readonly ok: false }): Problem => ({
  file: path,
  line: 1,
  column: 1,
  path: '',
  code: 'unreadable',
  severity: 'error',
  message: `The file cannot be read: ${cause}.`,
  remedy: 'Correct the path, or the permissions of the file.',
})

/** The code that a report ends with; under `strict` a warning counts as a problem. */
export function checkCode({ problems, unread }: CheckReport, strict: boolean): number {
  if (unread.length > 0) return checkCodes.unread
  return problems.some(({ severity }) => strict || severity === 'error') ? checkCodes.problems : checkCodes.fine
}

/** A report for people: each problem with its line and its remedy, then the sum. Paths start from `base`. */
export function formatText({ problems, texts }: CheckReport, files: number, base: string): string {
  const blocks = problems.map((problem) => {
    const { file, line, column, severity, code, message, remedy } = problem
    const text = texts.get(file)
    const source = text === undefined ? undefined : excerpt(text, problem)
    return `${shortened(file, base)}:${line}:${column} ${severity} ${code} ${message}\n${source ?? ''}  ${remedy}\n\n`
  })
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const sum =
    problems.length === 0
      ? `No problems in ${plural(files, 'file')}.\n`
      : `${plural(errors, 'error')} and ${plural(problems.length - errors, 'warning')} in ${plural(files, 'file')}.\n`
  return blocks.join('') + sum
}

/** A report for programs: one JSON object, paths from `base`. */
export function formatJson({ problems }: CheckReport, base: string): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const listed = problems.map((problem) => ({ ...problem, file: shortened(problem.file, base) }))
  return `${JSON.stringify({ ok: errors === 0, errors, warnings: problems.length - errors, problems: listed }, undefined, 2)}\n`
}

function shortened(file: string, base: string): string {
  const near = relative(base, file)
  return near === '' || near.startsWith('..') ? file : near
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Adds the command to the program. */
export function registerCheck(program: Command, output: CommandOutput = processOutput): void {
  program
    .command('check')
    .description('judge configurations (*.yaml) and policies (*.json): every problem with its place and what to do')
    .argument('[files...]', 'the files; a configuration’s policies are judged with it', ['portcullis.yaml'])
    .addOption(new Option('--format <format>', 'how problems are printed').choices(['text', 'json']).default('text'))
    .option(
      '--portable',
      'judge the files for any machine: leave out variables, programs, certificates and permissions',
      false,
    )
    .option('--strict', 'let warnings count as errors', false)
    .addHelpText('after', '\nEnds with 0: no errors. 1: errors. 2: a file could not be read, or the command was wrong.')
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? checkCodes.fine : checkCodes.unread)
    })
    .action(
      async (files: readonly string[], { format, portable, strict }: CheckOptions & { readonly portable: boolean }) => {
        const report = await checkFiles(files, { environment: process.env, portable })
        const base = process.cwd()
        output.out(format === 'json' ? formatJson(report, base) : formatText(report, files.length, base))
        output.exit(checkCode(report, strict))
      },
    )
}
