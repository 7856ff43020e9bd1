/** One question with everything that somebody has to know before they answer. */
import { z } from 'zod'
import type { ApprovalTable, ApprovalVerdictTable } from '../../store/sql/tables/approvals.ts'
import type { Database } from '../../store/sql/tables.ts'
import { notFound, type Problem } from '../api/problem.ts'
import type { Context } from '../context.ts'
import { may } from '../permissions.ts'
import { pageOf, type Question, standingOf } from './approval-row.ts'
import { markedJson, openParams } from './arguments.ts'
import { maySee } from './list-approvals.ts'
import { mayLook } from './people.ts'
import { questionsOf } from './question.ts'
import { APPROVAL_ITEM, type Seeing, seeingOf, showItem, verdictsOf } from './show-approval.ts'

const VERDICT = z.object({
  name: z.string(),
  account: z.string(),
  in_stead_of: z.string().optional().describe('Id of the account.'),
  verdict: z.enum(['approve', 'narrow', 'reject']),
  reason: z.string(),
  at: z.int(),
})

const SHOWN_JSON = z.object({
  text: z.string().describe('`params` exactly as they are sent: JSON text.'),
  shown: z.string().describe('The same for reading: a line for each member; what cannot be seen is escaped.'),
})

const SIMILAR = APPROVAL_ITEM.pick({ id: true, state: true, outcome: true, opened: true, grant: true }).extend({
  verdicts: z.array(VERDICT),
  same: z.boolean().describe('The same call: with the same arguments.'),
})

/** One question. */
export const APPROVAL_VIEW = APPROVAL_ITEM.extend({
  organisation: z.string(),
  page: z.string().describe('Where people answer.'),
  seen: z.string().optional().describe('Names the arguments: a verdict sends it back.'),
  params: SHOWN_JSON.optional().describe('Left out: you may not see them, or they are shredded.'),
  narrowed_params: SHOWN_JSON.optional().describe('What would be sent instead.'),
  definition: z.string().optional().describe('The tool as its server describes it: JSON text of a stranger.'),
  proof_needed: z.boolean().describe('A verdict asks for a proof of who you are that is at most five minutes old.'),
  verdicts: z.array(VERDICT),
  identical: z.array(z.string()).describe('Other questions that wait, about the same call of other grants.'),
  similar: z.array(SIMILAR).describe('The last calls of the same tool that people were asked about.'),
})

const MOST_SIMILAR = 10
const MOST_WAITING = 200

/** Reads one. */
export async function readApproval(context: Context, id: string): Promise<z.input<typeof APPROVAL_VIEW> | Problem> {
  const { control, organisation, actor } = context
  const seeing = await seeingOf(context)
  const [question] = await questionsOf(control.db, await rowsOf(control.db, organisation, id))
  if (question === undefined || !maySee(actor, organisation, question.row, seeing)) return notFound
  const { row } = question
  const verdicts = await verdictsOf(control.db, [id])
  const isShown = seeing.answering !== undefined && (mayLook(row, seeing.answering) || mayReadAll(context, row))
  const params = isShown ? openParams(control, row) : undefined
  return {
    ...showItem(question, verdicts, seeing),
    organisation,
    page: pageOf(control.origin, id),
    ...(params !== undefined && { seen: params.digest, params: shownJson(params.asked) }),
    ...(params?.narrowed !== undefined && { narrowed_params: shownJson(params.narrowed) }),
    ...(isShown && row.definition !== null && { definition: row.definition }),
    proof_needed: row.risk !== 'low' && row.risk !== 'medium',
    verdicts: verdicts.map(showVerdict),
    identical: params === undefined ? [] : await identicalTo(context, row, params.digest),
    similar: isShown ? await similarTo(context, row, seeing) : [],
  }
}

const mayReadAll = ({ actor, organisation }: Context, { server }: ApprovalTable): boolean =>
  may(actor, 'approval.read', organisation, server)

const shownJson = (text: string) => ({ text, shown: markedJson(text) })

function rowsOf(db: Database, organisation: string, id: string): Promise<readonly ApprovalTable[]> {
  return db.selectFrom('approvals').selectAll().where('organisation', '=', organisation).where('id', '=', id).execute()
}

const showVerdict = (row: ApprovalVerdictTable): z.input<typeof VERDICT> => ({
  ...{ name: row.name, account: row.account, reason: row.reason, at: row.at },
  ...(row.stands_for !== row.account && { in_stead_of: row.stands_for }),
  verdict: row.verdict === 'reject' || row.verdict === 'narrow' ? row.verdict : 'approve',
})

/** Others that wait and would send the same. */
async function identicalTo(
  { control, organisation, at }: Context,
  row: ApprovalTable,
  digest: string,
): Promise<string[]> {
  const rows = await control.db
    .selectFrom('approvals')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('state', '=', 'pending')
    .where('expires', '>', at)
    .where('server', '=', row.server)
    .where('tool', '=', row.tool)
    .where('id', '!=', row.id)
    .limit(MOST_WAITING)
    .execute()
  return rows.filter((other) => openParams(control, other)?.digest === digest).map(({ id }) => id)
}

async function similarTo({ control, organisation }: Context, row: ApprovalTable, { gone, at }: Seeing) {
  const rows = await control.db
    .selectFrom('approvals')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('server', '=', row.server)
    .where('tool', '=', row.tool)
    .where('id', '!=', row.id)
    .where('opened', '<=', row.opened)
    .orderBy('opened', 'desc')
    .limit(MOST_SIMILAR)
    .execute()
  const verdicts = await verdictsOf(
    control.db,
    rows.map(({ id }) => id),
  )
  return (await questionsOf(control.db, rows)).map((question: Question) => {
    const { state, outcome } = standingOf(question, gone, at)
    const { id, opened, grant_id, grant_label, owner, call } = question.row
    return {
      ...{ id, state, opened, grant: { id: grant_id, label: grant_label, owner }, same: call === row.call },
      ...(outcome !== undefined && { outcome }),
      verdicts: verdicts.filter(({ approval }) => approval === id).map(showVerdict),
    }
  })
}
