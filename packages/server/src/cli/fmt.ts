/** `portcullis fmt`: writes policies in their canonical form. */
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { formatPolicy } from '@portcullis/workbench'
import type { Command } from 'commander'
import { type CommandOutput, processOutput } from './command-output.ts'

/** How it is done. */
interface FormatOptions {
  /** Only say which files are not in canonical form. */
  readonly check: boolean
  /** Read one policy from standard input, and print it. */
  readonly stdin: boolean
}

/** What `fmt` ends with. */
export const formatCodes = { fine: 0, unformatted: 1, refused: 2 } as const

const EXAMPLES = `
Examples:
  portcullis fmt policies/*.json          write them anew
  portcullis fmt --check policies/*.json  for CI: which ones are not as fmt would write them

A policy with errors is left as it is: see portcullis check.
Ends with 0: done, or nothing to do. 1: --check found files. 2: a file cannot be read or has errors.`

/** Adds the command to the program. */
export function registerFormat(program: Command, output: CommandOutput = processOutput): void {
  program
    .command('fmt')
    .description('write policies in canonical form: one order of keys, one way to break lines; the meaning stays')
    .argument('[files...]', 'the policies')
    .option('--check', 'write nothing: list the files that are not in canonical form', false)
    .option('--stdin', 'read a policy from standard input, and print it', false)
    .addHelpText('after', EXAMPLES)
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
  for (const { line, column, message, remedy } of made.problems)
    output.error(`<stdin>:${line}:${column} ${message}\n  ${remedy}\n`)
  output.exit(formatCodes.refused)
}

/** Formats files one after the other; one that is refused keeps none of the others from being written. */
export async function formatFiles(
  files: readonly string[],
  { check }: Pick<FormatOptions, 'check'>,
  output: CommandOutput,
): Promise<number> {
  const ends = new Set<number>()
  for (const file of files) ends.add(await formatFile(file, check, output))
  return Math.max(...ends)
}

async function formatFile(file: string, check: boolean, output: CommandOutput): Promise<number> {
  const path = resolve(file)
  const shown = relative(process.cwd(), path)
  try {
    const text = await readFile(path, 'utf8')
    const made = formatPolicy(text)
    if (!made.ok) {
      const [first] = made.problems
      const where = first === undefined ? '' : `:${first.line}:${first.column} ${first.message}`
      output.error(`${shown}${where}\n  It is left as it is: see portcullis check ${shown}\n`)
      return formatCodes.refused
    }
    if (made.text === text) return formatCodes.fine
    output.out(`${shown}\n`)
    if (check) return formatCodes.unformatted
    await replaceFile(path, made.text)
    return formatCodes.fine
  } catch (error) {
    output.error(`${shown} cannot be formatted: ${error instanceof Error ? error.message : String(error)}.\n`)
    return formatCodes.refused
  }
}

/** A reader sees the old text or the new one, never a part; permissions stay. */
async function replaceFile(path: string, text: string): Promise<void> {
  const { mode } = await stat(path)
  const beside = `${path}.${process.pid}.tmp`
  try {
    await writeFile(beside, text, { mode: mode & 0o777, flag: 'wx' })
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
