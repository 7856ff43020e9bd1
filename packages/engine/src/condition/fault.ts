/** The third truth value: a condition that cannot be judged. It survives every combination and refuses the call. */

/** Why something could not be judged. */
export class Fault {
  /** Completes "… was refused: ", without values: "argument amount must be a number". */
  readonly because: string

  /** Whether other arguments could make a difference. */
  readonly code: 'argument_invalid' | 'policy_denied'

  constructor(because: string, code: Fault['code'] = 'argument_invalid') {
    this.because = because
    this.code = code
  }
}

/** True, false, or not to be judged. */
export type Truth = boolean | Fault
