/** What the agent is told of a question to people, by how it stands. */
import type { Approval } from '../../ports/approval-store.ts'
import { type Refusal, type RefusalCode, refusal, refusals } from '../errors.ts'
import { limitAsks } from '../limit-refusal.ts'
import type { Turn } from '../turn.ts'
import type { Question } from './question.ts'

/** There is nobody who could be asked. */
export function unaskable({ rules, limit }: Question, turn: Turn, tool: string): Refusal {
  if (limit !== undefined) return limitAsks(limit, turn.at, tool)
  const [{ message, rule, document }] = rules
  return {
    code: 'approval_unavailable',
    message: `${message} A person would have to approve this call, and this gateway has nobody to ask, so it was not made. People answer where the gateway has a control plane.`,
    rule,
    document,
  }
}

/** There is somebody, and they cannot be reached. */
export function unreachable({ rules: [{ message, rule, document }] }: Question): Refusal {
  const why = `${message} A person has to approve this call, and the control plane, where people answer, cannot be reached at the moment, so it was not made. Nothing was sent; try again shortly.`
  return { code: 'approval_unavailable', message: why, rule, document, retryAfter: 10 }
}

/** What would be asked about cannot be said: the server did not give its list. */
export function undefinedTool({ rules: [{ message, rule, document }] }: Question): Refusal {
  const why = `${message} A person has to approve this call, and what they would approve is not known: the server did not give its list of tools. It was not made, nobody was asked, and answers that there are stay as they are. Try again in some seconds.`
  return { code: 'upstream_unreachable', message: why, rule, document, retryAfter: 5 }
}

/** The grant has asked as much as it may. */
export function askedTooOften({ rules: [{ rule, document }] }: Question, retryAfter: number): Refusal {
  const message = `A person would have to approve this call, and this grant has asked for as many approvals as it may for now. It was not made. Wait for those that are open; there is room again in ${retryAfter} s.`
  return { code: 'approval_limit', message, rule, document, retryAfter }
}

/** The call does not go on: by the state of its question. */
export function standing({ rules: [{ message, rule, document }] }: Question, approval: Approval): Refusal {
  const { id, state, page, expires } = approval
  const code = codeOf(approval)
  return {
    code,
    message: sentence(code, message, approval),
    rule,
    document,
    approval: { id, state, page, expires: new Date(expires).toISOString() },
  }
}

function codeOf({ state, outcome }: Approval): RefusalCode {
  switch (state) {
    case 'pending':
    case 'approved':
      return 'approval_pending'
    case 'rejected':
      return 'approval_rejected'
    case 'expired':
      return 'approval_expired'
    case 'superseded':
      return 'approval_superseded'
    case 'consumed':
      return outcome === 'unknown' ? 'approval_unknown' : 'approval_running'
    default:
      return state satisfies never
  }
}

function sentence(code: RefusalCode, asked: string, approval: Approval): string {
  const { id, page, expires, reason, approved, quorum } = approval
  const because = reason === undefined || reason === '' ? '' : ` They say: ${JSON.stringify(reason)}.`
  switch (code) {
    case 'approval_pending': {
      const far = quorum > 1 ? ` ${approved} of ${quorum} people have approved.` : ''
      return `${asked} It was not made yet: it waits for a person, as approval ${id}.${far} People answer at ${page}, after logging in: tell your user. Then call again with the same arguments, and it goes on; nobody has to be asked twice. The question expires at ${new Date(expires).toISOString()}.`
    }
    case 'approval_rejected':
      return `A person rejected this call (approval ${id}), so it was not made.${because} The same call stays rejected for ten minutes; do not try to get around it.`
    case 'approval_expired':
      return `Nobody answered in time (approval ${id}), so the call was not made. Calling again asks anew.`
    case 'approval_superseded':
      return `Something changed that approval ${id} was bound to, so it no longer counts and the call was not made.${reason === undefined ? '' : ` ${reason}`} Calling again asks anew.`
    case 'approval_unknown':
      return `This very call was approved and sent before (approval ${id}), and nobody heard how it ended: it may have been carried out. It is not repeated by itself. Look at the server whether it happened, and tell your user; if it has to be made again, a person can clear it at ${page}.`
    case 'approval_running':
      return `This very call was approved and is being made at this moment (approval ${id}); its answer goes to whoever made it first. Do not repeat it; if that was you and the connection broke, call again in some seconds to get the answer.`
    default:
      return refusals[code].note
  }
}

/** A person narrowed the call into something that cannot be sent. */
export const misnarrowed = (question: Question, approval: Approval): Refusal => ({
  ...standing(question, approval),
  ...refusal('approval_superseded'),
  message: `A person approved this call with other arguments (approval ${approval.id}), and with those it cannot be sent. It was not made. Ask your user to have it narrowed in another way.`,
})
