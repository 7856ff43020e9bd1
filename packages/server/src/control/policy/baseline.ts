/** The policy that stands over everything in an organisation. */
import { isProblem, type Problem, wrongField } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { findPolicy } from './policy.ts'

/** Puts a policy, by name or id, over all grants of the organisation; null: none. Gives its id. */
export async function setBaseline(context: Context, called: string | null): Promise<string | null | Problem> {
  const { organisation } = context
  const object = { kind: 'organisation', id: organisation }
  return mutate(context, { action: 'organisation.baseline', object }, async (tx, changing) => {
    const policy = called === null ? undefined : await findPolicy(tx, organisation, called)
    if (isProblem(policy)) {
      const remedy = 'Name a policy of this organisation, or send null for none.'
      return wrongField('/body/policy', `There is no policy \`${called}\`.`, remedy)
    }
    const baseline = policy?.id ?? null
    await tx
      .updateTable('organisations')
      .set((row) => ({ baseline, revision: row('revision', '+', 1) }))
      .where('id', '=', organisation)
      .execute()
    changing.note({ policy: baseline })
    changing.touch('organisations', organisation)
    return baseline
  })
}
