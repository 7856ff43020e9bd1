/** Whether the database is away, told apart from faults of statements. */
import { errorCode } from '../sqlite/database.ts'

/** Of the system, of connections that end, and of a server that starts or stops (PostgreSQL, appendix A: classes 08 and 57P). */
const CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
const CLASSES = /^(?:08|57P)/
/** What the driver says without a code. */
const TEXTS =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client was closed|Client has encountered a connection error)/

/** Whether that is why something failed. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = errorCode(error)
  return CODES.has(code) || CLASSES.test(code) || TEXTS.test(error.message)
}
