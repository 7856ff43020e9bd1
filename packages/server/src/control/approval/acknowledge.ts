/** After a call of unknown outcome: somebody looked what became of it, and says so. */
import { NOT_A_PERSON } from '../account/proof.ts'
import { notFound, type Problem, problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { standingOf } from './approval-row.ts'
import { lockAsker } from './asker.ts'
import { answeringOf, mayLook } from './people.ts'
import { goneNow } from './pulse.ts'
import { questionsOf } from './question.ts'

/** Writes it down: the same call may be asked about anew. */
export async function acknowledge(context: Context, id: string): Promise<Problem | undefined> {
  const { control, organisation, actor, at } = context
  const answering = await answeringOf(control.db, context)
  if (answering === undefined) return NOT_A_PERSON
  const change = { action: 'approval.acknowledge', object: { kind: 'approval', id } }
  const refused = await mutate(context, change, async (tx, changing) => {
    const row = await tx
      .selectFrom('approvals')
      .selectAll()
      .where('organisation', '=', organisation)
      .where('id', '=', id)
      .executeTakeFirst()
    if (row === undefined || !mayLook(row, answering)) return notFound
    await lockAsker(tx, organisation, row.grant_id)
    const [question] = await questionsOf(tx, [row])
    const outcome = question && standingOf(question, await goneNow(tx, at), at).outcome
    if (outcome !== 'unknown') return NOT_UNKNOWN
    changing.note({ grant: row.grant_id, server: row.server, tool: row.tool })
    await tx.updateTable('approvals').set({ acknowledged_by: actor.name, moved: at }).where('id', '=', id).execute()
    return undefined
  })
  if (refused === undefined) control.approvals.moved(organisation, [id])
  return refused
}

const NOT_UNKNOWN = problem('conflict', 'What became of its call is known.', { remedy: 'Look at it again.' })
