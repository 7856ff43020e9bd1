/** Drafts: one text beside each policy that somebody works on. It may be wrong, and is in force for nobody. */
import type { PolicyDraftTable } from '../../store/sql/tables/policies.ts'
import type { Database } from '../../store/sql/tables.ts'
import { isProblem, notFound, type Problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { findPolicy } from './policy.ts'

/** The draft of a policy. */
export async function readDraft(
  { control, organisation }: Pick<Context, 'control' | 'organisation'>,
  called: string,
): Promise<PolicyDraftTable | Problem> {
  const policy = await findPolicy(control.db, organisation, called)
  if (isProblem(policy)) return policy
  return (await draftOf(control.db, policy.id)) ?? notFound
}

/** The draft of a policy by its id; undefined where there is none. */
export function draftOf(db: Database, policy: string): Promise<PolicyDraftTable | undefined> {
  return db.selectFrom('policy_drafts').selectAll().where('policy', '=', policy).executeTakeFirst()
}

/** Keeps a text as the draft of a policy, in place of the one before. */
export async function saveDraft(context: Context, called: string, text: string): Promise<PolicyDraftTable | Problem> {
  const { control, organisation, actor, at } = context
  const found = await findPolicy(control.db, organisation, called)
  if (isProblem(found)) return found
  const change = { action: 'policy.draft', object: { kind: 'policy', id: found.id } }
  return mutate(context, change, async (tx) => {
    const policy = await findPolicy(tx, organisation, found.id)
    if (isProblem(policy)) return policy
    const draft = { policy: policy.id, text, author_name: actor.name, base: policy.version, saved: at }
    await tx
      .insertInto('policy_drafts')
      .values(draft)
      .onConflict((conflict) => conflict.column('policy').doUpdateSet(draft))
      .execute()
    return draft
  })
}

/** Throws the draft of a policy away. */
export async function dropDraft(context: Context, called: string): Promise<Problem | undefined> {
  const { control, organisation } = context
  const found = await findPolicy(control.db, organisation, called)
  if (isProblem(found)) return found
  const change = { action: 'policy.draft.drop', object: { kind: 'policy', id: found.id } }
  return mutate(context, change, async (tx) => {
    const { numDeletedRows } = await tx.deleteFrom('policy_drafts').where('policy', '=', found.id).executeTakeFirst()
    return numDeletedRows === 0n ? notFound : undefined
  })
}
