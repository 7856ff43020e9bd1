/** What an error of the HTTP client means for an exchange. */
import type { UpstreamFailure } from './link.ts'

/** How far an exchange had come. */
export interface Progress {
  /** Bytes of the request may have been written. */
  readonly sent: boolean
  /** The answer's head was read. */
  readonly answering: boolean
}

const TOO_MUCH_HEAD = 'UND_ERR_HEADERS_OVERFLOW'
const WRONG_LENGTH = 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'

const codeOf = (error: Error): unknown => ('code' in error ? error.code : undefined)

/** What the parser could not read; that the bytes only ended too early, it says in its message alone. */
const isNotHttp = ({ name, message }: Error): boolean => name === 'HTTPParserError' && !message.includes('EOF')

/** Before anything was sent, every error is one of reaching the server. */
export function failureOf(error: Error, { sent, answering }: Progress): UpstreamFailure {
  if (!sent) return 'unreachable'
  const code = codeOf(error)
  // A body that ended early has a wrong length too; a head that did not end in a body only contradicts itself.
  if (code === WRONG_LENGTH) return answering ? 'closed' : 'garbage'
  return code === TOO_MUCH_HEAD || isNotHttp(error) ? 'garbage' : 'closed'
}
