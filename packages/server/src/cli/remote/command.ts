/** The frame of commands that ask a control plane: their common options, what they say, and how they end. */
import type { Command } from 'commander'
import { visibleJson } from '../../ports/safe-text.ts'
import { type CommandOutput, processOutput } from '../command-output.ts'
import type { WhichControl } from './find-control.ts'
import { openSession, type Session } from './session.ts'
import { Stop } from './stop.ts'

/** What every such command takes. */
export interface ControlOptions extends WhichControl {
  readonly json?: boolean
}

/** What a command is run with. */
export interface Running {
  readonly session: Session
  /** The params of routes of the organisation. */
  readonly params: { readonly organisation: string }
  /** Prints what was asked for: as JSON where that is wished, else as text. */
  show(value: object, text: () => string): void
  /** Says something about it. */
  note(text: string): void
  /** Sets what the command ends with. */
  exit(code: number): void
}

/** Adds the common options. */
export function controlCommand(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--context <name>', 'the log-in to use; without it the current one, or the installation on this machine')
    .option('-c, --config <file>', 'the installation on this machine with this configuration')
    .option('--organisation <id>', 'the organisation')
    .option('--json', 'print JSON', false)
}

/** Runs a command: what stops it is said, and it ends with that code. */
export async function withControl(
  options: ControlOptions,
  work: (running: Running) => Promise<void>,
  output: CommandOutput = processOutput,
): Promise<void> {
  await ending(output, async () => {
    const session = await openSession(options)
    await work({
      session,
      params: { organisation: session.organisation },
      show: (value, text) => output.out(options.json === true ? `${visibleJson(value, 2)}\n` : text()),
      note: (text) => output.error(`${text}\n`),
      exit: (code) => output.exit(code),
    })
  })
}

/** Runs something that may stop. */
export async function ending(output: CommandOutput, work: () => Promise<void> | void): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    output.error(`${error.message}\n`)
    output.exit(error.code)
  }
}
