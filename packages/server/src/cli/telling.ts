/** What commands print: results on standard output, everything else on standard error. One place decides how. */
import colors from 'picocolors'
import type { MessageSettings } from '../config/operations.ts'
import { systemClock } from '../ports/clock.ts'

let manner: MessageSettings = { format: 'text', level: 'info' }

/** From now on the operator is told so, as the configuration says. */
export function speak(next: MessageSettings): void {
  manner = next
}

interface Message {
  readonly level: 'info' | 'error'
  readonly message: string
  /** Who says it, if not the gateway. */
  readonly from?: string
  readonly cause?: string
}

/** A message as one line of JSON: line breaks within it are escaped. */
const asJson = (message: Message): string =>
  `${JSON.stringify({ at: new Date(systemClock.now()).toISOString(), ...message })}\n`

/** A line for the operator, with its cause where there is one: then something went wrong. */
export function diagnose(text: string, cause?: unknown): void {
  const level = cause === undefined ? 'info' : 'error'
  if (manner.level === 'error' && level !== 'error') return
  const reason = cause instanceof Error ? (cause.stack ?? cause.message) : undefined
  if (manner.format === 'json') {
    process.stderr.write(asJson({ level, message: text, ...(reason !== undefined && { cause: reason }) }))
    return
  }
  const because = reason === undefined ? '' : ` Cause: ${reason}`
  process.stderr.write(`${colors.yellow('portcullis')} ${text}${because}\n`)
}

/** A line that a server which is a program wrote on its standard error. */
export function tellChild(line: string): void {
  if (manner.level === 'error') return
  process.stderr.write(manner.format === 'json' ? asJson({ level: 'info', message: line, from: 'child' }) : `${line}\n`)
}

/** Ends the command with a problem: what was tried and what to do. */
export function fail(problem: string, code = 1): never {
  const text = `${colors.red('portcullis')} ${problem}\n`
  process.stderr.write(manner.format === 'json' ? asJson({ level: 'error', message: problem }) : text)
  process.exit(code)
}

/** A line of the result. */
export function say(text = ''): void {
  if (manner.format === 'text') process.stdout.write(`${text}\n`)
  else if (text !== '') process.stdout.write(asJson({ level: 'info', message: text }))
}
