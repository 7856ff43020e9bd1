/** Routes of questions to people, in the order in which they are described. */
import { createDelegation, endDelegation, listDelegations } from './approval-delegations.ts'
import { listTeams, putTeam, removeTeam } from './approval-teams.ts'
import {
  acknowledgeRoute,
  answerManyRoute,
  approveRoute,
  findApproval,
  listApprovalsRoute,
  narrowRoute,
  readApprovalRoute,
  rejectRoute,
  watchApprovals,
} from './approvals.ts'

export const APPROVAL_ROUTES = [
  listApprovalsRoute,
  // Before the route of one, whose path it would fit as well.
  watchApprovals,
  readApprovalRoute,
  approveRoute,
  narrowRoute,
  rejectRoute,
  acknowledgeRoute,
  answerManyRoute,
  findApproval,
  listDelegations,
  createDelegation,
  endDelegation,
  listTeams,
  putTeam,
  removeTeam,
] as const
