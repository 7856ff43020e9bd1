/** `portcullis fmt`: writes policies in their canonical form. */
import { chmod, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import type { Problem } from '@portcullis/engine'
import { formatPolicy } from '@portcullis/workbench'
import { type Command, Option } from 'commander'
import { fileFault } from '../config/file-fault.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { shownPath } from './shown-path.ts'

/** How it is done. */
interface FormatOptions {
  /** Only say which files are not in canonical form. */
  readonly check: boolean
  /** Read one policy from standard input, and print it. */
  readonly stdin: boolean
  readonly format: 'text' | 'json'
}

/** What `fmt` ends with. */
export const formatCodes = { fine: 0, unformatted: 1, refused: 2 } as const

const EXAMPLES = `
Examples:
  portcullis fmt policies/*.json          write them anew
  portcullis fmt --check policies/*.json  for CI: which ones are not as fmt would write them

Keys stand in the order of the reference, a line has at most 120 columns where that can be, and numbers
stay as they were written. A policy with errors is left as it is: see portcullis check.
Ends with 0: done, or nothing to do. 1: --check found files. 2: a file cannot be read or has
errors, or the command was wrong.`

/** Adds the command to the program. */
export function registerFormat(program: Command, output: CommandOutput = processOutput): void {
  program
    .command('fmt')
    .description('write policies in canonical form: one order of keys, one way to break lines; the meaning stays')
    .argument('[files...]', 'the policies')
    .option('--check', 'write nothing: list the files that are not in canonical form', false)
    .option('--stdin', 'read a policy from standard input, and print it', false)
    .addOption(new Option('--format <format>', 'how it is reported').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? formatCodes.fine : formatCodes.refused)
    })
    .action(async (files: readonly string[], options: FormatOptions) => {
      if (options.stdin) return formatInput(await textOf(process.stdin), output)
      if (files.length === 0) {
        output.error('No file was named. Name policies, or give --stdin.\n')
        return output.exit(formatCodes.refused)
      }
      output.exit(await formatFiles(files, options, output))
    })
}

function formatInput(text: string, output: CommandOutput): void {
  const made = formatPolicy(text)
  if (made.ok) return output.out(made.text)
  output.error(problemLines('<stdin>', made.problems))
  output.exit(formatCodes.refused)
}

function problemLines(file: string, problems: FormattedFile['problems']): string {
  return problems
    .map(({ line, column, message, remedy }) => `${file}:${line}:${column} ${message}\n  ${remedy}\n`)
    .join('')
}

/** What became of one file. */
interface FormattedFile {
  readonly file: string
  /** `unformatted`: not in canonical form, and left as it is, since `--check` was given. */
  readonly outcome: 'fine' | 'written' | 'unformatted' | 'refused'
  readonly problems: readonly Pick<Problem, 'line' | 'column' | 'message' | 'remedy'>[]
}

/** Formats files one after the other; one that is refused keeps none of the others from being written. */
export async function formatFiles(
  files: readonly string[],
  { check, format }: Pick<FormatOptions, 'check' | 'format'>,
  output: CommandOutput,
): Promise<number> {
  const done: FormattedFile[] = []
  for (const file of files) {
    const made = await formatFile(file, check)
    done.push(made)
    if (format === 'text') tellFile(made, output)
  }
  if (format === 'json') output.out(`${JSON.stringify({ files: done }, undefined, 2)}\n`)
  return Math.max(formatCodes.fine, ...done.map(({ outcome }) => codeOf(outcome)))
}

function codeOf(outcome: FormattedFile['outcome']): number {
  if (outcome === 'refused') return formatCodes.refused
  return outcome === 'unformatted' ? formatCodes.unformatted : formatCodes.fine
}

function tellFile({ file, outcome, problems }: FormattedFile, output: CommandOutput): void {
  if (outcome === 'refused') output.error(`${problemLines(file, problems)}${file} is left as it is.\n`)
  else if (outcome !== 'fine') output.out(`${file}\n`)
}

async function formatFile(named: string, check: boolean): Promise<FormattedFile> {
  const path = resolve(named)
  const file = shownPath(path)
  try {
    const text = await readFile(path, 'utf8')
    const made = formatPolicy(text)
    if (!made.ok) return { file, outcome: 'refused', problems: made.problems }
    if (made.text === text) return { file, outcome: 'fine', problems: [] }
    if (check) return { file, outcome: 'unformatted', problems: [] }
    await replaceFile(path, made.text)
    return { file, outcome: 'written', problems: [] }
  } catch (error) {
    const message = `It cannot be formatted: ${fileFault(error)}.`
    const remedy = 'Correct the path, or the permissions of the file.'
    return { file, outcome: 'refused', problems: [{ line: 1, column: 1, message, remedy }] }
  }
}

/** A reader sees the old text or the new one, never a part; permissions stay, and a link leads to the file as before. */
async function replaceFile(named: string, text: string): Promise<void> {
  const path = await realpath(named)
  const mode = (await stat(path)).mode & 0o777
  const beside = `${path}.${process.pid}.tmp`
  try {
    await writeFile(beside, text, { mode: mode & 0o600, flag: 'wx' })
    // What a new file may be is cut by the process's mask.
    await chmod(beside, mode)
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
