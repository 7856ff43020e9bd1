/** `portcullis scan`: what the agents of this machine can call, and which of it goes around the gateway. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { FAIL_ON, type FailOn, scanCodes } from '../scan/fail-on.ts'
import { type CommandOutput, processOutput } from './command-output.ts'

/** How a report is written. */
export const SCAN_FORMATS = ['terminal', 'json', 'sarif', 'html', 'markdown'] as const

/** Options of the command. */
export interface ScanOptions {
  readonly project: string
  readonly home: boolean
  readonly config?: readonly string[]
  readonly gateway?: string
  readonly data?: string
  readonly introspect: boolean
  readonly allow?: readonly string[]
  readonly format: (typeof SCAN_FORMATS)[number]
  readonly output?: string
  readonly failOn?: readonly FailOn[]
  readonly all: boolean
}

function failOnList(text: string, before: readonly FailOn[] = []): readonly FailOn[] {
  const wanted = text.split(',').map((word) => {
    const found = FAIL_ON.find((one) => one === word.trim().toLowerCase())
    if (found === undefined) throw new InvalidArgumentError(`Write one of ${FAIL_ON.join(', ')}.`)
    return found
  })
  return [...before, ...wanted]
}

/** Adds the command to the program. */
export function registerScan(program: Command, output: CommandOutput = processOutput): void {
  program
    .command('scan')
    .description('find the MCP clients of this machine and say what their agents can call')
    .option('--project <folder>', 'the project whose files are read too', '.')
    .option('--no-home', 'leave the user’s own files alone: only the project’s')
    .option('--config <file...>', 'only these files, of any client')
    .option('--gateway <file|url>', 'the gateway that clients should use: its portcullis.yaml, or its URL')
    .option('--data <folder>', 'data folder with imported servers')
    .option(
      '--introspect',
      'ask servers for their tools; each only after a question, without it nothing is started',
      false,
    )
    .option('--allow <digest...>', 'start what has this digest without a question')
    .addOption(new Option('--format <format>', 'how it is written').choices([...SCAN_FORMATS]).default('terminal'))
    .option('--output <file>', 'write it there')
    .option('--fail-on <what>', `end with 1 at any of: ${FAIL_ON.join(', ')} (more with commas)`, failOnList)
    .option('--all', 'list everything in the terminal', false)
    .addHelpText('after', '\nEnds with 0: nothing of --fail-on. 1: something of it. 2: something could not be read.')
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? scanCodes.fine : scanCodes.unread)
    })
    .action(async (options: ScanOptions) => {
      // What it needs is much, and the other commands start without it.
      const { processWorld, runScan } = await import('./run-scan.ts')
      await runScan(options, processWorld(program.version() ?? ''), output)
    })
}
