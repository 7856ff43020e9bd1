/** Cases of policies: calls, and what the policy has to say of them. One text beside each, for all who work on it. */
import { z } from 'zod'
import type { PolicyCasesTable } from '../../store/sql/tables/policies.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { unlessChanged } from '../api/etag.ts'
import { isProblem, type Problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { findPolicy } from './policy.ts'

/** Cases as they are written. */
export const CASES_TEXT = z
  .string()
  .max(512 * 1024)
  .describe('Cases, as `cases.yaml` has them; what they say of files of policies and tools does not count.')

/** Cases with who wrote them. */
export const CASES_VIEW = z.object({
  text: z.string(),
  author: z.string().nullable().describe('Null: nobody wrote any.'),
  saved: z.int().nullable(),
})

/** Cases of a policy, and their revision: 1 where nobody wrote any. */
export interface PolicyCases {
  readonly view: z.input<typeof CASES_VIEW>
  readonly revision: number
}

const NONE: PolicyCases = { view: { text: '', author: null, saved: null }, revision: 1 }

/** Reads them. */
export async function readCases(
  { control, organisation }: Pick<Context, 'control' | 'organisation'>,
  called: string,
): Promise<PolicyCases | Problem> {
  const policy = await findPolicy(control.db, organisation, called)
  return isProblem(policy) ? policy : shown(await casesOf(control.db, policy.id))
}

/** Keeps a text as the cases of a policy, in place of the one before: if that is what the client last saw. It may be wrong. */
export async function saveCases(context: Context, called: string, text: string): Promise<PolicyCases | Problem> {
  const { control, organisation, actor, at, expected } = context
  const found = await findPolicy(control.db, organisation, called)
  if (isProblem(found)) return found
  const change = { action: 'policy.cases', object: { kind: 'policy', id: found.id } }
  return mutate(context, change, async (tx) => {
    const policy = await findPolicy(tx, organisation, found.id)
    if (isProblem(policy)) return policy
    const revision = (await casesOf(tx, policy.id))?.revision ?? NONE.revision
    const stale = unlessChanged(expected, revision)
    if (stale !== undefined) return stale
    const row = { policy: policy.id, text, author_name: actor.name, revision: revision + 1, saved: at }
    await tx
      .insertInto('policy_cases')
      .values(row)
      .onConflict((conflict) => conflict.column('policy').doUpdateSet(row))
      .execute()
    return shown(row)
  })
}

const casesOf = (db: Database | Transaction, policy: string): Promise<PolicyCasesTable | undefined> =>
  db.selectFrom('policy_cases').selectAll().where('policy', '=', policy).executeTakeFirst()

function shown(row: PolicyCasesTable | undefined): PolicyCases {
  if (row === undefined) return NONE
  const { text, author_name: author, saved, revision } = row
  return { view: { text, author, saved }, revision }
}
