/** Questions as people see them in lists. */
import type { Instant } from '@portcullis/engine'
import { z } from 'zod'
import type { ApprovalVerdictTable } from '../../store/sql/tables/approvals.ts'
import type { Database } from '../../store/sql/tables.ts'
import type { Context } from '../context.ts'
import { type Question, standingOf } from './approval-row.ts'
import { readApprovers, readRules } from './asked-rules.ts'
import { type Answering, answeringOf, principalsFor, whyNot } from './people.ts'
import { type Gone, goneNow } from './pulse.ts'

const instant = z.int().describe('Milliseconds since 1970-01-01, UTC.')

/** States as people see them. */
export const APPROVAL_STATES = ['pending', 'approved', 'rejected', 'expired', 'superseded', 'consumed'] as const

/** A question in a list: no arguments. */
export const APPROVAL_ITEM = z.object({
  id: z.string(),
  state: z.enum(APPROVAL_STATES),
  outcome: z
    .enum(['running', 'executed', 'failed', 'unknown'])
    .optional()
    .describe('Of its last call. `unknown`: it was sent, perhaps, and nobody heard the end.'),
  undelivered: z.boolean().describe('The answer of its call waits for the agent to call again.'),
  acknowledged_by: z.string().optional().describe('Who looked after a call of unknown outcome.'),
  opened: instant,
  expires: instant.describe('When its state ends by itself.'),
  moved: instant.describe('When it came into its state.'),
  grant: z.object({ id: z.string(), label: z.string(), owner: z.string() }),
  server: z.object({ id: z.string(), slug: z.string() }),
  tool: z.string(),
  category: z.string().optional(),
  risk: z.string().optional(),
  rules: z
    .array(z.object({ document: z.string(), version: z.string(), rule: z.string(), message: z.string() }))
    .describe('Rules that ask, and why.'),
  approvers: z.array(z.array(z.string())).describe('Who may answer: somebody has to be in each list.'),
  quorum: z.int(),
  approved: z.int().describe('How many approved so far.'),
  four_eyes: z.boolean().describe('The owner of the grant may not answer.'),
  narrowed: z.boolean(),
  reason: z.string().optional().describe('Why it was rejected or superseded.'),
  may_answer: z.boolean().describe('You may answer it now.'),
  why_not: z.string().optional().describe('Why you may not, where it waits.'),
})

export type ApprovalItem = z.input<typeof APPROVAL_ITEM>

/** What is looked up once for a list. */
export interface Seeing {
  readonly answering: Answering | undefined
  readonly gone: Gone
  readonly at: Instant
}

/** Prepares to show questions to whoever asks. */
export async function seeingOf(context: Pick<Context, 'control' | 'actor' | 'organisation' | 'at'>): Promise<Seeing> {
  const { db } = context.control
  return { answering: await answeringOf(db, context), gone: await goneNow(db, context.at), at: context.at }
}

/** Verdicts of these questions, the oldest first. */
export async function verdictsOf(db: Database, ids: readonly string[]): Promise<readonly ApprovalVerdictTable[]> {
  if (ids.length === 0) return []
  return db.selectFrom('approval_verdicts').selectAll().where('approval', 'in', ids).orderBy('at').execute()
}

/** Shows one. @param verdicts its own */
export function showItem(
  question: Question,
  verdicts: readonly ApprovalVerdictTable[],
  { answering, gone, at }: Seeing,
): ApprovalItem {
  const { row } = question
  const { state, outcome, undelivered } = standingOf(question, gone, at)
  const refusal = state === 'pending' ? refusalOf(question, verdicts, answering) : undefined
  return {
    id: row.id,
    state,
    ...(outcome !== undefined && { outcome }),
    undelivered,
    ...(row.acknowledged_by !== '' && { acknowledged_by: row.acknowledged_by }),
    ...{ opened: row.opened, expires: row.expires, moved: row.moved },
    grant: { id: row.grant_id, label: row.grant_label, owner: row.owner },
    server: { id: row.server, slug: row.server_slug },
    tool: row.tool,
    ...(row.category !== '' && { category: row.category }),
    ...(row.risk !== '' && { risk: row.risk }),
    rules: [...readRules(row.rules)],
    approvers: readApprovers(row.approvers).map((list) => [...list]),
    quorum: row.quorum,
    approved: verdicts.filter(({ verdict }) => verdict === 'approve').length,
    four_eyes: row.four_eyes === 1,
    narrowed: row.narrowed_by !== '',
    ...(row.reason !== '' && { reason: row.reason }),
    may_answer: state === 'pending' && refusal === undefined,
    ...(refusal !== undefined && { why_not: refusal }),
  }
}

/** Why whoever asks may not answer a question that waits. */
function refusalOf(
  { row }: Question,
  verdicts: readonly ApprovalVerdictTable[],
  answering: Answering | undefined,
): string | undefined {
  if (answering === undefined) return 'Only people who are logged in answer.'
  const principals = principalsFor(row, answering)
  if (principals.length === 0) return whyNot(row, answering).detail
  const isHeard =
    verdicts.some(({ account }) => account === answering.self.account) ||
    principals.every((one) => verdicts.some(({ stands_for: other }) => other === one.account))
  return isHeard ? 'You have answered already, or somebody did in whose stead you would.' : undefined
}
