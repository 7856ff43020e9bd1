/** Why a server's tools could not be had. */

/** What went wrong, in a word. */
export type FailureCode =
  | 'not_started'
  | 'unreachable'
  | 'ended'
  | 'timeout'
  | 'too_large'
  | 'too_many'
  | 'unauthorized'
  | 'protocol'

/** Ends an introspection with a reason of ours. */
export class IntrospectError extends Error {
  readonly code: FailureCode

  constructor(code: FailureCode, message: string) {
    super(message)
    this.code = code
  }
}
