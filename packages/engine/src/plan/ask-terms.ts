/** How people are asked, with everything that a policy leaves out. */
import type { AskTerms } from '../decide/decision.ts'
import { parseDuration } from '../policy/duration.ts'
import type { ApprovalTerms } from '../policy/rule.ts'

const MINUTE = 60_000

const DEFAULT: AskTerms = {
  timeout: 30 * MINUTE,
  hold: 45_000,
  quorum: 1,
  approvers: ['role:approver'],
  reuse: 'once',
  fourEyes: false,
}

/**
 * @param written what the rule says; undefined: nothing
 * @param above what holds where it says nothing
 * @throws Error for terms that `parsePolicy` would have refused
 */
export function askTermsOf(written: ApprovalTerms | undefined, above: AskTerms = DEFAULT): AskTerms {
  if (written === undefined) return above
  const { timeout, hold, quorum, approvers, reuse, four_eyes: fourEyes } = written
  return {
    timeout: milliseconds(timeout) ?? above.timeout,
    hold: milliseconds(hold) ?? above.hold,
    quorum: quorum ?? above.quorum,
    approvers: approvers ?? above.approvers,
    reuse: reuse ?? above.reuse,
    fourEyes: fourEyes ?? above.fourEyes,
  }
}

function milliseconds(written: string | undefined): number | undefined {
  if (written === undefined) return undefined
  const length = parseDuration(written, Number.MAX_SAFE_INTEGER)
  if (!length.ok) throw new Error(`The policy was not checked: ${length.flaw.message}.`)
  return length.value
}
