/** What commands print: results on standard output, everything else on standard error. */
import colors from 'picocolors'

/** A line for the operator, with its cause where there is one. */
export function diagnose(text: string, cause?: unknown): void {
  const reason = cause instanceof Error ? ` Cause: ${cause.stack ?? cause.message}` : ''
  process.stderr.write(`${colors.yellow('portcullis')} ${text}${reason}\n`)
}

/** Ends the command with a problem: what was tried and what to do. */
export function fail(problem: string, code = 1): never {
  process.stderr.write(`${colors.red('portcullis')} ${problem}\n`)
  process.exit(code)
}

/** A line of the result. */
export function say(text = ''): void {
  process.stdout.write(`${text}\n`)
}
