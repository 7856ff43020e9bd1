/** Every refusal of the gateway, in one table. The codes are a contract: clients and tests rely on them. */

import type { DocumentRef } from '@portcullis/engine'
import type { ApprovalState } from '../ports/approval-store.ts'
import type { ShadowFact } from '../ports/audit-sink.ts'
import type { CallFacts } from './call-facts.ts'
import { HEAD_REFUSALS } from './head-refusals.ts'
import { form, type RefusalForm } from './refusal-form.ts'

/** The table. `docs/reference/errors.md` is generated from it. */
export const refusals = {
  policy_denied: form(true, 403, 200, 'The policy does not allow this. Repeating the call will not help.'),
  argument_invalid: form(
    true,
    403,
    200,
    'A rule reads an argument that is missing its type, or a number that is not an exact decimal of 15 digits; or an answer to a question that the server did not ask in this call.',
  ),
  arguments_invalid: form(
    true,
    -32602,
    200,
    'The arguments do not fit the input schema of the tool, and rules read them. The message says where and why, never the value.',
  ),
  limit_exceeded: form(
    true,
    429,
    200,
    'A limit is used up. `retryAfter` says in how many seconds there is room again; without it, the call is larger than the limit.',
  ),
  stopped: form(
    true,
    403,
    200,
    'An operator stopped this grant, its server, this tool, or everything, by hand. The message says why. Do not try again until told.',
  ),
  tool_drifted: form(
    true,
    403,
    200,
    'The definition of this tool is another one than the one that was accepted. It can be used again once an operator accepted the new one.',
  ),
  tool_not_accepted: form(
    true,
    403,
    200,
    'The server offers this tool only since its list was accepted, and new tools have to be accepted first.',
  ),
  approval_unavailable: form(
    true,
    403,
    200,
    'A person would have to approve this call, and nobody can be asked: this gateway has no control plane, or it does not answer.',
  ),
  approval_pending: form(
    true,
    403,
    200,
    'A person has to approve this very call first. `approval` names the question and the page where it is answered. Calling again with the same arguments goes on with it.',
  ),
  approval_rejected: form(
    true,
    403,
    200,
    'A person rejected this very call. The message says why, where they said so. It stays rejected for ten minutes.',
  ),
  approval_expired: form(true, 403, 200, 'Nobody answered in time. Calling again asks anew.'),
  approval_superseded: form(
    true,
    403,
    200,
    'Something changed that the question was bound to: the policy, the server, the tool, or the grant. Calling again asks anew.',
  ),
  approval_running: form(
    true,
    403,
    200,
    'The call was approved, and is being made now for an earlier identical request, which gets the answer.',
  ),
  approval_unknown: form(
    true,
    403,
    200,
    'The call was approved and sent before, and nobody heard how it ended. It is never repeated by itself: find out whether it happened.',
  ),
  approval_limit: form(
    true,
    429,
    200,
    'This grant has as many questions open, or has asked as many within the hour, as it may. `retryAfter` says in how many seconds there is room again.',
  ),
  tool_unknown: form(
    false,
    -32602,
    200,
    'The server offers no tool of this name to this grant. Hidden tools answer the same, and so do those whose names are not safe to use.',
  ),
  resource_unknown: form(
    false,
    -32602,
    200,
    'The server has no resource of this address for this grant. Hidden resources answer the same. Code -32002 in the legacy era.',
  ),
  prompt_unknown: form(
    false,
    -32602,
    200,
    'The server has no prompt of this name for this grant. Hidden prompts answer the same.',
  ),
  task_unknown: form(
    false,
    -32602,
    200,
    'No call of this grant began a task of this id at this gateway since it started. Of several gateways, or workers, only the one at which a task was begun knows it.',
  ),
  method_not_found: form(
    false,
    -32601,
    404,
    'The method is not one that the gateway knows; unknown methods are refused. HTTP 200 in the legacy era.',
  ),
  duplicate_id: form(false, -32600, 400, 'A request with this id is still being answered in the same session.'),
  unexpected_response: form(false, -32600, 400, 'The server did not ask for this answer in this session.'),
  session_required: form(
    false,
    -32600,
    400,
    'This server works with sessions: send `initialize` first, then the `Mcp-Session-Id` it gave.',
  ),
  session_not_found: form(
    false,
    404,
    404,
    'The session has ended or was never opened by this grant. Send `initialize` again.',
  ),
  session_limit: form(
    false,
    503,
    503,
    'As many sessions as allowed are open for this server. Close one, or raise the limit.',
  ),
  upstream_unreachable: form(true, -32603, 200, 'The server could not be reached. Nothing was sent.'),
  upstream_timeout: form(true, -32603, 200, 'The server did not answer in time. The call may have happened.'),
  upstream_closed: form(true, -32603, 200, 'The server ended before it answered. The call may have happened.'),
  upstream_garbage: form(
    true,
    -32603,
    200,
    'The server’s answer is not a valid one, so nothing of it was passed on. The call may have happened.',
  ),
  upstream_unauthorized: form(
    true,
    -32603,
    200,
    'The server does not accept the gateway’s credential. An operator has to renew it.',
  ),
  consent_required: form(
    true,
    403,
    200,
    'The server wants to know who is calling, and the owner of this grant has not connected an account yet. `consent` is the page where that is done; it needs a log-in.',
  ),
  credential_missing: form(
    true,
    -32603,
    200,
    'The gateway has no credential for this server. Nothing was sent. An operator has to give one.',
  ),
  credential_renewed: form(
    true,
    -32603,
    200,
    'The server did not accept the gateway’s credential, which was renewed meanwhile. A server refuses before it does anything, but the gateway sends no call twice: repeat it.',
  ),
  upstream_busy: form(
    true,
    -32603,
    200,
    'Too many calls of this server are under way. Nothing was sent; try again shortly.',
  ),
  upstream_redirect: form(
    true,
    -32603,
    200,
    'The server answered with a redirect, which the gateway never follows. Its configured URL is out of date.',
  ),
  result_withheld: form(true, -32603, 200, 'The call ran, and its result must not be passed on. Do not repeat it.'),
  counters_unavailable: form(true, -32603, 200, 'The limits of this call could not be counted, so it was refused.'),
  log_unavailable: form(true, -32603, 200, 'The decision could not be recorded, so the call was refused.'),
  too_many_refusals: form(false, 429, 429, 'Too many calls of this grant were refused within a second.'),
  not_current: form(
    true,
    503,
    503,
    'This gateway cannot confirm that it knows every change of policies, grants and stops, so it takes no calls until it can. Another gateway may; try again shortly.',
  ),
  undecided: form(
    true,
    -32603,
    200,
    'What this call is judged by kept changing, or the gateway is too busy: it was decided five times, and each time too late. Nothing was sent; try again shortly.',
  ),
  internal: form(
    true,
    -32603,
    200,
    'The gateway failed while deciding, so the call was refused. The cause is in its own log.',
  ),
  ...HEAD_REFUSALS,
  shutting_down: form(false, 503, 503, 'The gateway is stopping and takes no new calls.'),
} as const satisfies Record<string, RefusalForm>

/** A stable code of the table. */
export type RefusalCode = keyof typeof refusals

/** A question to people, as clients are told of it. */
export interface RefusedApproval {
  readonly id: string
  readonly state: ApprovalState
  /** Where people answer; log-in is needed. */
  readonly page: string
  /** ISO 8601. */
  readonly expires: string
}

/** A refusal as the flow passes it on. */
export interface Refusal {
  readonly code: RefusalCode
  /** One sentence for the agent or the client: what was tried, and what to do. */
  readonly message: string
  /** Rule that refused: a JSON Pointer into the policy, or `(no policy)`, `(hidden)`, `(default deny)`. */
  readonly rule?: string | undefined
  /** The document that the rule stands in; undefined: the grant's own policy. */
  readonly document?: DocumentRef | undefined
  /** What shadow mode would have done; undefined where nothing is in it. */
  readonly shadow?: ShadowFact | undefined
  /** Gives what the log keeps of a call that rules judged: asked for only where the refusal is recorded by itself. */
  readonly told?: () => CallFacts | undefined
  /** Name of the counter that is used up. */
  readonly counter?: string | undefined
  /** Page on which a person gives consent. */
  readonly consent?: string | undefined
  /** The question to people that the call waits for, or was refused by. */
  readonly approval?: RefusedApproval | undefined
  /** Seconds after which a repetition can succeed. */
  readonly retryAfter?: number | undefined
}

/** A refusal whose sentence is the table's. */
export function refusal(code: RefusalCode, rule?: string): Refusal {
  return rule === undefined ? { code, message: refusals[code].note } : { code, message: refusals[code].note, rule }
}
