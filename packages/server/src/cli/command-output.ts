/** Where a command writes, and what it leaves to its caller. */

/** The outside of a command. */
export interface CommandOutput {
  /** What was asked for. */
  out(text: string): void
  /** What is to be said about it. */
  error(text: string): void
  /** Sets the code with which the process will end. */
  exit(code: number): void
}

/** The process's own. */
export const processOutput: CommandOutput = {
  out: (text) => {
    process.stdout.write(text)
  },
  error: (text) => {
    process.stderr.write(text)
  },
  exit: (code) => {
    process.exitCode = code
  },
}
