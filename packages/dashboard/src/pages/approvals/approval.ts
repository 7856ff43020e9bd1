/** Questions to people, as the API shows them. */
import type { Answer } from '../../api/api.ts'
import type { Tone } from '../../ui/badge.tsx'

/** One in a list: without arguments. */
export type ApprovalItem = Answer<'approvals.list'>['items'][number]

/** One with everything. */
export type ApprovalView = Answer<'approvals.read'>

type Standing = Pick<ApprovalItem, 'state' | 'outcome'>

const STATES: Readonly<Record<ApprovalItem['state'], readonly [tone: Tone, word: string]>> = {
  pending: ['warn', 'Waits'],
  approved: ['good', 'Approved'],
  rejected: ['worst', 'Rejected'],
  expired: ['none', 'Expired'],
  superseded: ['none', 'Superseded'],
  consumed: ['accent', 'Used'],
}

const OUTCOMES: Readonly<Record<NonNullable<ApprovalItem['outcome']>, readonly [tone: Tone, word: string]>> = {
  running: ['accent', 'Running'],
  executed: ['good', 'Executed'],
  failed: ['bad', 'Failed'],
  unknown: ['worst', 'Outcome unknown'],
}

/** How it stands, in a word: what became of its call, once there was one. */
export function standingWord({ state, outcome }: Standing): readonly [tone: Tone, word: string] {
  return outcome === undefined || state !== 'consumed' ? STATES[state] : OUTCOMES[outcome]
}
