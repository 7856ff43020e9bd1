/** Codes of refusals in a few words. */
import { titled } from '../../lib/words.ts'

const WORDS: Readonly<Record<string, string>> = {
  policy_denied: 'The policy does not allow it',
  argument_invalid: 'A rule could not judge an argument',
  arguments_invalid: 'Arguments do not fit the tool’s schema',
  limit_exceeded: 'A limit was used up',
  stopped: 'Stopped by the kill switch',
  tool_drifted: 'The tool’s definition changed',
  tool_not_accepted: 'The tool was never accepted',
  tool_unknown: 'No such tool, or hidden',
  resource_unknown: 'No such resource, or hidden',
  prompt_unknown: 'No such prompt, or hidden',
  approval_pending: 'Waits for a person',
  approval_rejected: 'A person said no',
  approval_expired: 'Nobody answered in time',
  approval_superseded: 'Something changed while it waited',
  approval_unknown: 'An earlier call may have run',
  approval_unavailable: 'There was nobody to ask',
  result_withheld: 'The result was withheld',
  upstream_unreachable: 'The server could not be reached',
  upstream_timeout: 'The server did not answer in time',
  upstream_closed: 'The server ended before it answered',
  upstream_unauthorized: 'The server did not accept our credential',
  credential_missing: 'No credential for the server',
  consent_required: 'The owner has to connect the server',
  counters_unavailable: 'Limits could not be counted',
  log_unavailable: 'The decision could not be recorded',
  undecided: 'Decided too late, five times over',
  too_many_refusals: 'Too many refusals in a second',
  address_not_allowed: 'From an address that is not allowed',
  unknown_server: 'The grant does not reach the server',
}

/** Says it. */
export const codeWords = (code: string): string => (Object.hasOwn(WORDS, code) && WORDS[code]) || titled(code)
