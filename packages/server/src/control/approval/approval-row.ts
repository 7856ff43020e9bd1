/** A question as it is stored, and how it stands at an instant. */
import type { Instant } from '@portcullis/engine'
import type { SealPlace } from '../../crypto/seal.ts'
import {
  type Approval,
  type ApprovalOutcome,
  type ApprovalState,
  REJECTED_FOR,
  UNKNOWN_FOR,
} from '../../ports/approval-store.ts'
import type { ApprovalTable, ApprovalUseTable } from '../../store/sql/tables/approvals.ts'
import type { Gone } from './pulse.ts'

/** Where what is sealed of a question opens. */
const place = (organisation: string, approval: string, field: string): SealPlace => [
  organisation,
  'approval',
  approval,
  field,
]

/** Where the envelope of its parameters opens. */
export const paramsPlace = ({ organisation, id }: { readonly organisation: string; readonly id: string }): SealPlace =>
  place(organisation, id, 'params')

/** Where the envelope of its narrowed parameters opens. */
export const narrowedPlace = ({
  organisation,
  id,
}: {
  readonly organisation: string
  readonly id: string
}): SealPlace => place(organisation, id, 'narrowed')

/** Where the envelope of a call's answer opens. */
export const resultPlace = ({
  organisation,
  approval,
  call,
}: {
  readonly organisation: string
  readonly approval: string
  readonly call: string
}): SealPlace => [...place(organisation, approval, 'result'), call]

const STATES: readonly string[] = ['pending', 'approved', 'rejected', 'superseded', 'consumed', 'expired']

const isState = (text: string): text is ApprovalState => STATES.includes(text)

/** The state at an instant: what is over by time is over before anybody sweeps. A state that is not known admits nothing. */
export function stateAt({ state, expires }: Pick<ApprovalTable, 'state' | 'expires'>, now: Instant): ApprovalState {
  if ((state === 'pending' || state === 'approved') && expires <= now) return 'expired'
  return isState(state) ? state : 'superseded'
}

/** A question with the calls for which its answer was taken. */
export interface Question {
  readonly row: ApprovalTable
  readonly uses: readonly ApprovalUseTable[]
}

/** How it stands. */
export interface Standing {
  readonly state: ApprovalState
  /** Of its calls: one that is unknown before one that runs, before the last; undefined: none was sent. */
  readonly outcome: ApprovalOutcome | undefined
  readonly undelivered: boolean
}

/** How it stands at an instant; a call of a gateway that is gone ended nobody knows how, and nothing is admitted after it. */
export function standingOf({ row, uses }: Question, gone: Gone, now: Instant): Standing {
  const sent = sentOf(uses, gone)
  const telling =
    sent.find(({ outcome }) => outcome === 'unknown') ?? sent.find(({ outcome }) => outcome === 'running') ?? sent[0]
  return {
    state: stateWith(stateAt(row, now), sent),
    outcome: telling?.outcome,
    undelivered: uses.some((use) => isKept(use, now)),
  }
}

interface Sent {
  readonly outcome: ApprovalOutcome
  readonly at: Instant
}

/** Calls that took an answer, the latest first. */
const sentOf = (uses: readonly ApprovalUseTable[], gone: Gone): readonly Sent[] =>
  uses
    .filter(({ outcome }) => outcome !== 'not_sent')
    .map((use) => ({ outcome: outcomeOf(use, gone), at: use.at }))
    .sort((a, b) => b.at - a.at)

/** What was used is consumed as its time ends; after an unknown end nothing more is served. */
function stateWith(state: ApprovalState, sent: readonly Sent[]): ApprovalState {
  if (state === 'expired' && sent.length > 0) return 'consumed'
  return state === 'approved' && sent.some(({ outcome }) => outcome === 'unknown') ? 'consumed' : state
}

/** Whether the answer of a call waits for whoever calls again. */
export const isKept = ({ result, result_until: until }: ApprovalUseTable, now: Instant): boolean =>
  result !== null && until > now

function outcomeOf(use: ApprovalUseTable, gone: Gone): ApprovalOutcome {
  switch (use.outcome) {
    case 'executed':
    case 'failed':
      return use.outcome
    case 'running':
      return gone(use) ? 'unknown' : 'running'
    default:
      return 'unknown'
  }
}

/** Whether it answers the same call when that comes again. */
export function counts({ row, uses }: Question, gone: Gone, now: Instant): boolean {
  const standing = standingOf({ row, uses }, gone, now)
  if (standing.undelivered) return true
  switch (standing.state) {
    case 'pending':
    case 'approved':
      return true
    case 'rejected':
      return row.moved + REJECTED_FOR > now
    case 'consumed':
      return sentOf(uses, gone).some((use) => bars(use, row, now))
    default:
      return false
  }
}

/** The same call is not asked about anew while one runs, nor for a day, unless somebody looked, after one of unknown end. */
function bars({ outcome, at }: Sent, { acknowledged_by: looked }: ApprovalTable, now: Instant): boolean {
  return outcome === 'running' || (outcome === 'unknown' && looked === '' && at + UNKNOWN_FOR > now)
}

/** What is needed to show a question to the gateway. */
export interface ShownQuestion extends Question {
  /** How many approved. */
  readonly approved: number
  readonly narrowed: string | undefined
}

/** The question as the gateway knows it. @param origin where people reach the control plane */
export function approvalOf(
  { row, uses, approved, narrowed }: ShownQuestion,
  { gone, now, origin }: { readonly gone: Gone; readonly now: Instant; readonly origin: string },
): Approval {
  const { state, outcome, undelivered } = standingOf({ row, uses }, gone, now)
  return {
    id: row.id,
    state,
    expires: row.expires,
    approved,
    quorum: row.quorum,
    reason: row.reason === '' ? undefined : row.reason,
    narrowed,
    outcome: state === 'consumed' ? outcome : undefined,
    undelivered,
    page: pageOf(origin, row.id),
  }
}

/** The page on which people answer. */
export const pageOf = (origin: string, id: string): string => `${origin}/approvals/${id}`
