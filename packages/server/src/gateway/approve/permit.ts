/** An answer of people's that was taken for one call, until it is known what became of the call. */
import type { ApprovalSettlement } from '../../ports/approval-store.ts'
import type { Outcome } from '../answer/relay-owner.ts'
import type { Environment } from '../environment.ts'
import { refusal } from '../errors.ts'
import { refusalReply } from '../reply.ts'
import type { Turn } from '../turn.ts'
import { HeldDownstream } from './held-downstream.ts'

/** Admits one sending of one call. */
export interface Permit {
  /** Of the approval. */
  readonly id: string
  /** The turn as it was asked about: where the call is decided again, that is done from here. */
  readonly asked: Turn
  /** `params` as a person narrowed them; undefined: as they were asked about. */
  readonly narrowed: string | undefined
}

/** Nothing of the call was sent: the answer serves again. */
export function givePermitBack(env: Environment, turn: Turn, permit: Permit | undefined): void {
  if (permit !== undefined) void env.approvals?.store.settle(permit.id, turn.id, { how: 'not_sent' })
}

/** How a call ended. */
export interface Ended {
  readonly outcome: Outcome
  /** Some byte of it may have reached the server. */
  readonly sent: boolean
  /** A rule for results withheld its answer: it ran. */
  readonly byRule: boolean
}

/** The call is over. */
export function settlePermit(env: Environment, turn: Turn, permit: Permit, ended: Ended): void {
  void env.approvals?.store.settle(permit.id, turn.id, settlementOf(turn, ended))
}

function settlementOf(turn: Turn, { outcome, sent, byRule }: Ended): ApprovalSettlement {
  if (!sent) return { how: 'not_sent' }
  if (byRule) return { how: 'executed', undelivered: undelivered(turn) }
  switch (outcome) {
    case 'ok':
      return { how: 'executed', undelivered: undelivered(turn) }
    case 'tool_error':
    case 'protocol_error':
      return { how: 'failed', undelivered: undelivered(turn) }
    case 'withheld':
    case 'unreachable':
    case 'timeout':
    case 'cancelled':
    case 'unknown':
      return { how: 'unknown' }
    default:
      return outcome satisfies never
  }
}

/** What the client was not told: an answer, or, where that is too large to be kept, that there was one. */
function undelivered(turn: Turn): string | undefined {
  const { down } = turn.arrival
  const missed = down instanceof HeldDownstream ? down.undelivered : undefined
  switch (missed?.kind) {
    case undefined:
    case 'nothing':
      return undefined
    case 'answer':
      return missed.text
    case 'too_large':
      return refusalReply(turn, { ...refusal('result_withheld'), message: TOO_LARGE }).body.toString('utf8')
    default:
      return missed satisfies never
  }
}

const TOO_LARGE =
  'The call was approved and carried out after the connection had broken, and its result is larger than what is kept. Do not repeat the call.'
