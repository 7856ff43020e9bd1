/** Lists of questions: what somebody may see, narrowed to what they look for. */
import type { ApprovalTable } from '../../store/sql/tables/approvals.ts'
import type { Actor } from '../actor.ts'
import type { Context } from '../context.ts'
import { reachOf } from '../permissions.ts'
import { mayLook } from './people.ts'
import { isOwner } from './person.ts'
import { questionsOf } from './question.ts'
import { holdsText } from './search-approvals.ts'
import { type ApprovalItem, type Seeing, seeingOf, showItem, verdictsOf } from './show-approval.ts'

/** What a list is narrowed to. */
export interface ApprovalFilter {
  readonly state?: string | undefined
  /** Slug. */
  readonly server?: string | undefined
  /** Id. */
  readonly grant?: string | undefined
  /** Only what the reader may answer now. */
  readonly mine?: boolean | undefined
  /** Stands in the name of the tool, of the server, the grant's label, its owner, or the reason. */
  readonly text?: string | undefined
}

/** Questions that are read from the database at once, and at most for one page. */
const AT_ONCE = 200
const MOST = 2000

/** Whether somebody may know of a question: approvers, those whom the policy names, and the grant's owner. */
export function maySee(actor: Actor, organisation: string, row: ApprovalTable, { answering }: Seeing): boolean {
  const reach = reachOf(actor, 'approval.read', organisation)
  if (reach === 'all' || reach.has(row.server)) return true
  return answering !== undefined && (mayLook(row, answering) || isOwner(answering.self, row))
}

/** The latest first, after that id. */
export async function listApprovals(
  context: Context,
  filter: ApprovalFilter,
  after: string | undefined,
  limit: number,
): Promise<readonly ApprovalItem[]> {
  const seeing = await seeingOf(context)
  const found: ApprovalItem[] = []
  let last = after
  for (let read = 0; found.length < limit && read < MOST; read += AT_ONCE) {
    const rows = await readRows(context, filter, last)
    const questions = await questionsOf(context.control.db, rows)
    const verdicts = await verdictsOf(
      context.control.db,
      rows.map(({ id }) => id),
    )
    for (const question of questions) {
      if (!maySee(context.actor, context.organisation, question.row, seeing)) continue
      const own = verdicts.filter(({ approval }) => approval === question.row.id)
      const item = showItem(question, own, seeing)
      if (fits(item, filter)) found.push(item)
    }
    last = rows.at(-1)?.id
    if (rows.length < AT_ONCE) break
  }
  return found.slice(0, limit)
}

const fits = (item: ApprovalItem, { state, mine }: ApprovalFilter): boolean =>
  (state === undefined || item.state === state) && (mine !== true || item.may_answer)

function readRows(context: Context, { state, server, grant, mine, text }: ApprovalFilter, after?: string) {
  const { control, organisation } = context
  const isOpen = state === 'pending' || mine === true
  return control.db
    .selectFrom('approvals')
    .selectAll()
    .where('organisation', '=', organisation)
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .$if(isOpen, (query) => query.where('state', '=', 'pending'))
    .$if(server !== undefined, (query) => query.where('server_slug', '=', server ?? ''))
    .$if(grant !== undefined, (query) => query.where('grant_id', '=', grant ?? ''))
    .$if(text !== undefined, (query) => query.where((eb) => holdsText(eb, context, text ?? '')))
    .orderBy('id', 'desc')
    .limit(AT_ONCE)
    .execute()
}
