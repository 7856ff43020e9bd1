/** `portcullis import`: policies of other dialects become policies of ours, and every construct gets its word. */
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Imported, importPolicy, type Note } from '@portcullis/workbench'
import { type Command, Option } from 'commander'
import { fileFault } from '../config/file-fault.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { shownPath } from './shown-path.ts'

/** How it is done. */
export interface ImportPolicyOptions {
  readonly output?: string
  /** Write the policy although something was refused; what that stood on is denied. */
  readonly partial: boolean
  readonly force: boolean
  readonly format: 'text' | 'json'
}

/** What `import` ends with. */
export const importPolicyCodes = { carried: 0, refused: 1, unread: 2 } as const

const HELP = `
Reads YAML or JSON of the Intercept dialect and of the short forms (action, reason, rate_limit, rules: [...]).
The result never allows what the source denies. For every construct it says what became of it:
  exact     it means the same here
  narrower  it allows less in some cases
  dropped   it decides nothing
  refused   it cannot be carried over: nothing is written, unless --partial closes what it stood on

Examples:
  portcullis import intercept.yaml --output policy.json
  portcullis import intercept.yaml --partial > policy.json

Ends with 0: carried over. 1: something was refused. 2: the file cannot be read, or not be written,
or the command was wrong.`

/** Adds the command to the program. */
export function registerImportPolicy(program: Command, output: CommandOutput = processOutput): void {
  program
    .command('import')
    .description('turn a policy of another dialect into one of ours, and say what became of each part')
    .argument('<file>', 'the policy to import')
    .option('-o, --output <file>', 'where the policy is written; standard output otherwise')
    .option('--partial', 'write what can be carried over, and deny what cannot', false)
    .option('--force', 'overwrite the file that --output names', false)
    .addOption(new Option('--format <format>', 'how the report is printed').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? importPolicyCodes.carried : importPolicyCodes.unread)
    })
    .action((file: string, options: ImportPolicyOptions) => runImport(file, options, output))
}

/** Runs the command. */
export async function runImport(file: string, options: ImportPolicyOptions, output: CommandOutput): Promise<void> {
  const shown = shownPath(file)
  const text = await readFile(resolve(file), 'utf8').catch((error: unknown) => ({ fault: fileFault(error) }))
  if (typeof text === 'string') return deliver(shown, importPolicy(text), options, output)
  output.error(`${shown} cannot be read: ${text.fault}. Correct the path.\n`)
  output.exit(importPolicyCodes.unread)
}

async function deliver(
  file: string,
  made: Imported,
  options: ImportPolicyOptions,
  output: CommandOutput,
): Promise<void> {
  if (!made.ok) {
    for (const { line, column, message, remedy } of made.faults)
      output.error(`${file}:${line}:${column} ${message}\n  ${remedy}\n`)
    return output.exit(importPolicyCodes.unread)
  }
  const written = made.whole || options.partial
  if (options.format === 'json') output.out(jsonReport(made, written))
  else output.error(textReport(file, made.notes))
  if (!written) {
    output.error('Nothing was written. Mend the source, or give --partial to deny what cannot be carried over.\n')
  } else if (options.output !== undefined) {
    const fault = await writeTo(options.output, made.text, options.force)
    if (fault !== undefined) {
      output.error(`${shownPath(options.output)} was not written: ${fault}. Name another --output, or give --force.\n`)
      return output.exit(importPolicyCodes.unread)
    }
  } else if (options.format === 'text') output.out(made.text)
  output.exit(made.whole ? importPolicyCodes.carried : importPolicyCodes.refused)
}

/** Writes the policy; what kept it from being written, where something did. */
async function writeTo(path: string, text: string, force: boolean): Promise<string | undefined> {
  try {
    await writeFile(resolve(path), text, { mode: 0o600, flag: force ? 'w' : 'wx' })
    return undefined
  } catch (error) {
    return fileFault(error)
  }
}

function textReport(file: string, notes: readonly Note[]): string {
  const lines = notes.map(({ line, column, fate, path, says }) => {
    const where = path.length === 0 ? '' : ` ${path.join('.')}`
    return `${file}:${line}:${column} ${fate.padEnd(8)}${where}\n  ${says}\n`
  })
  const count = (fate: Note['fate']): number => notes.filter((note) => note.fate === fate).length
  const sums = (['exact', 'narrower', 'dropped', 'refused'] as const).map((fate) => `${count(fate)} ${fate}`)
  return `${lines.join('')}${sums.join(', ')}.\n`
}

function jsonReport(made: Imported & { readonly ok: true }, written: boolean): string {
  const report = { whole: made.whole, notes: made.notes, ...(written && { policy: JSON.parse(made.text) }) }
  return `${JSON.stringify(report, undefined, 2)}\n`
}
