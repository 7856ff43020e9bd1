/** What an error of the HTTP client means for an exchange. */
import type { UpstreamFailure } from './link.ts'

/** How far an exchange had come. */
export interface Progress {
  /** Bytes of the request may have been written. */
  readonly sent: boolean
  /** The answer's head was read. */
  readonly answering: boolean
}

const NOT_HTTP = 'NOT_HTTP'
const TOO_MUCH_HEAD = 'UND_ERR_HEADERS_OVERFLOW'
const WRONG_LENGTH = 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'

/** An answer that our own client cannot read, or may not. */
export class NotHttp extends Error {
  readonly code = NOT_HTTP

  constructor() {
    super('What the server sent is no answer of HTTP/1.1, or could be read in two ways.')
  }
}

const codeOf = (error: Error): unknown => ('code' in error ? error.code : undefined)

/** What the parser could not read; that the bytes only ended too early, it says in its message alone. */
const isNotHttp = ({ name, message }: Error): boolean => name === 'HTTPParserError' && !message.includes('EOF')

/** An interim answer that was not asked for; undici says so in its message alone. */
const isUnasked = (code: unknown, { message }: Error): boolean =>
  code === 'UND_ERR_SOCKET' && (message === 'bad upgrade' || message === 'bad response')

/** Before anything was sent, every error is one of reaching the server. */
export function failureOf(error: Error, { sent, answering }: Progress): UpstreamFailure {
  if (!sent) return 'unreachable'
  const code = codeOf(error)
  // A body that ended early has a wrong length too; a head that did not end in a body only contradicts itself.
  if (code === WRONG_LENGTH) return answering ? 'closed' : 'garbage'
  return code === NOT_HTTP || code === TOO_MUCH_HEAD || isUnasked(code, error) || isNotHttp(error)
    ? 'garbage'
    : 'closed'
}
