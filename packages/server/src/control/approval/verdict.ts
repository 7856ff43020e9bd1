/** People answer: each verdict is a change with its record, and the last one needed settles the question. */
import type { Instant } from '@portcullis/engine'
import type { ApprovalTable } from '../../store/sql/tables/approvals.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { NOT_A_PERSON, proofProblem } from '../account/proof.ts'
import { isProblem, notFound, type Problem, problem } from '../api/problem.ts'
import { type Changing, mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { stateAt } from './approval-row.ts'
import { openParams, type SeenParams } from './arguments.ts'
import { lockAsker } from './asker.ts'
import { approve, narrow, reject, type Voice } from './decide-question.ts'
import { type Answering, answeringOf, isOwnerKnown, mayLook, principalsFor, whyNot } from './people.ts'

const MINUTE = 60_000
/** How young a proof has to be for what is risky, or of unknown risk. */
const FRESH = 5 * MINUTE
const MILD: ReadonlySet<string> = new Set(['low', 'medium'])

/** What somebody says of a question. */
export type Verdict =
  | { readonly kind: 'approve' }
  | { readonly kind: 'reject'; readonly reason: string }
  /** Less than what was asked. */
  | { readonly kind: 'narrow'; readonly arguments: unknown; readonly reason: string }

/** What is said, of what, seen as what. */
export interface Said {
  readonly id: string
  /** Digest of the parameters that were seen. */
  readonly seen: string
  readonly verdict: Verdict
}

const ACTIONS = { approve: 'approval.approve', reject: 'approval.reject', narrow: 'approval.narrow' } as const

/** Says it; undefined: it is written down. */
export async function say(context: Context, { id, seen, verdict }: Said): Promise<Problem | undefined> {
  const { control, organisation, actor } = context
  if (actor.kind !== 'account' || actor.session === undefined) return NOT_A_PERSON
  const answering = await answeringOf(control.db, context)
  if (answering === undefined) return NOT_A_PERSON
  const change = { action: ACTIONS[verdict.kind], object: { kind: 'approval', id } }
  const refused = await mutate(context, change, async (tx, changing) => {
    const asked = await askable(tx, context, { id, seen, answering })
    return isProblem(asked) ? asked : settleBy(tx, context, { ...asked, verdict, changing })
  })
  if (refused === undefined) control.approvals.moved(organisation, [id])
  return refused
}

interface Question {
  readonly row: ApprovalTable
  readonly params: SeenParams
  readonly voice: Voice
}

/** The question, if this person may answer it now; a problem otherwise. */
async function askable(
  tx: Transaction,
  context: Context,
  { id, seen, answering }: { readonly id: string; readonly seen: string; readonly answering: Answering },
): Promise<Question | Problem> {
  const { control, at } = context
  const row = await lockedRow(tx, context.organisation, id)
  if (row === undefined || !mayLook(row, answering)) return notFound
  const closed = closedProblem(row, at)
  if (closed !== undefined) return closed
  const stale = MILD.has(row.risk) ? undefined : proofProblem(context, FRESH)
  if (stale !== undefined) return stale
  if (row.four_eyes === 1 && !(await isOwnerKnown(tx, row))) return OWNER_UNKNOWN
  const principals = principalsFor(row, answering)
  if (principals.length === 0) return whyNot(row, answering)
  const said = await tx.selectFrom('approval_verdicts').selectAll().where('approval', '=', id).execute()
  if (said.some(({ account }) => account === answering.self.account)) return SAID_BEFORE
  const principal = principals.find((one) => said.every(({ stands_for: other }) => other !== one.account))
  if (principal === undefined) return SAID_BEFORE
  const params = openParams(control, row)
  if (params === undefined) return UNREADABLE
  if (params.digest !== seen) return OTHER_PARAMS
  return {
    row,
    params,
    voice: { account: answering.self.account, name: context.actor.name, standsFor: principal.account },
  }
}

async function lockedRow(tx: Transaction, organisation: string, id: string): Promise<ApprovalTable | undefined> {
  const read = () =>
    tx
      .selectFrom('approvals')
      .selectAll()
      .where('organisation', '=', organisation)
      .where('id', '=', id)
      .executeTakeFirst()
  const row = await read()
  if (row === undefined) return undefined
  await lockAsker(tx, row.organisation, row.grant_id)
  return read()
}

function closedProblem(row: ApprovalTable, at: Instant): Problem | undefined {
  const state = stateAt(row, at)
  if (state === 'pending') return undefined
  return problem('conflict', `It does not wait any more: it is ${state}.`, { remedy: 'Look at it again.' })
}

async function settleBy(
  tx: Transaction,
  context: Context,
  { row, params, voice, verdict, changing }: Question & { readonly verdict: Verdict; readonly changing: Changing },
): Promise<Problem | undefined> {
  const { control, at } = context
  changing.note({
    ...{ grant: row.grant_id, server: row.server, tool: row.tool, risk: row.risk },
    ...(voice.standsFor !== voice.account && { in_stead_of: voice.standsFor }),
    ...(verdict.kind !== 'approve' && verdict.reason !== '' && { reason: verdict.reason }),
  })
  switch (verdict.kind) {
    case 'approve':
      return approve(tx, row, voice, at)
    case 'reject':
      return reject(tx, row, { ...voice, reason: verdict.reason }, at)
    case 'narrow':
      return narrow(tx, control, { row, params, voice, arguments: verdict.arguments, reason: verdict.reason, at })
    default:
      return verdict satisfies never
  }
}

const SAID_BEFORE = problem('conflict', 'You have answered already, or somebody did in whose stead you would.', {
  remedy: 'Let somebody else answer: nobody counts twice.',
})
const OTHER_PARAMS = problem('changed', 'What would be sent is not what you saw.', {
  remedy: 'Look at the call again; send the `seen` that stands beside its arguments.',
})
const UNREADABLE = problem('conflict', 'Its arguments cannot be opened any more.', {
  remedy: 'Let the agent call again, so that it is asked anew.',
})
const OWNER_UNKNOWN = problem(
  'conflict',
  'The policy wants four eyes, and whose the grant is cannot be told: its owner is no account.',
  { remedy: 'Write the owner’s e-mail address or account into the grant, and let the agent call again.' },
)
