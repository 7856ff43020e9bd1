/** The policy that is to stand over every grant's own on a server. */
import type { Transaction } from '../../store/sql/tables.ts'
import { isProblem, type Problem, wrongField } from '../api/problem.ts'
import { findPolicy } from '../policy/policy.ts'

/** Its id, by name or id; null: there is to be none. */
export async function baselineOf(
  tx: Transaction,
  organisation: string,
  called: string | null,
): Promise<string | null | Problem> {
  if (called === null) return null
  const policy = await findPolicy(tx, organisation, called)
  if (!isProblem(policy)) return policy.id
  const remedy = 'Name a policy of this organisation, or send null for none.'
  return wrongField('/body/baseline', `There is no policy \`${called}\`.`, remedy)
}
