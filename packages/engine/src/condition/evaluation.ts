/** One evaluation of rules: what is judged, and how much work that may still be. */
import type { CallRequest, JsonObject } from '../decide/request.ts'
import { Budget } from './budget.ts'
import { Fault } from './fault.ts'

/** What a call came to, for conditions on `result.*`. */
export interface Outcome {
  readonly result: JsonObject
  /** JSON Pointers, relative to `result`, of numbers that are not kept as they were written. */
  readonly inexact: ReadonlySet<string>
  /** Every text of the message that brought the result; a fault where they cannot be told; undefined: nobody asks. */
  readonly texts?: readonly string[] | Fault
}

/** For a condition that is beyond what may be read for one call. */
export const TOO_MUCH: Fault = new Fault('the rules would have to read more of it than can be checked for one call')

/** What is judged, and what judging it may cost. Made anew for each decision. */
export class Evaluation extends Budget {
  readonly request: CallRequest
  readonly outcome: Outcome | undefined

  constructor(request: CallRequest, outcome?: Outcome) {
    super()
    this.request = request
    this.outcome = outcome
  }
}
