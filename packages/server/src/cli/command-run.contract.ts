/** Runs commands for their tests: what they print is kept. */
import type { CommandOutput } from './command-output.ts'

/** What a command printed, and how it ended. */
export interface CommandRun {
  /** -1 where it did not say. */
  readonly code: number
  readonly out: string
  readonly error: string
}

/** Runs a command to its end. */
export async function ranCommand(command: (output: CommandOutput) => unknown): Promise<CommandRun> {
  const run = { code: -1, out: '', error: '' }
  await command({
    out: (text) => {
      run.out += text
    },
    error: (text) => {
      run.error += text
    },
    exit: (code) => {
      run.code = code
    },
  })
  return run
}
