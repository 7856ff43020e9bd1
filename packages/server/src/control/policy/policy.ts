/** Policies as rows, and by what people call them. */
import { z } from 'zod'
import type { PolicyTable, PolicyVersionTable } from '../../store/sql/tables/policies.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { notFound, type Problem } from '../api/problem.ts'

/** A policy that is not deleted. */
export interface PolicyRow extends PolicyTable {
  name: string
}

/** What a policy is called: never the form of an id. */
export const POLICY_NAME = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and `-`, at most 63')
  .describe('What it is called; unique in the organisation.')

/** Largest document, characters. */
const MAX_TEXT = 512 * 1024

/** A document as it is sent. */
export const POLICY_TEXT = z.string().max(MAX_TEXT).describe('The document, JSON. It is kept exactly as it is sent.')

/** Why something was saved. */
export const REASON = z.string().trim().max(2000).describe('Why, for those who read the history.')

/** Form of ids. */
export const isPolicyId = (text: string): boolean => /^pol_[0-9a-z]{26}$/.test(text)

/** A policy of an organisation by its name or id; a problem where there is none. */
export async function findPolicy(
  db: Database | Transaction,
  organisation: string,
  called: string,
): Promise<PolicyRow | Problem> {
  const row = await db
    .selectFrom('policies')
    .selectAll()
    .where('organisation', '=', organisation)
    .where(isPolicyId(called) ? 'id' : 'name', '=', called)
    .where('name', 'is not', null)
    .executeTakeFirst()
  return row === undefined || row.name === null ? notFound : { ...row, name: row.name }
}

/** A version of a policy; undefined where there is none of that number. */
export function versionOf(
  db: Database | Transaction,
  policy: string,
  number: number,
): Promise<PolicyVersionTable | undefined> {
  return db
    .selectFrom('policy_versions')
    .selectAll()
    .where('policy', '=', policy)
    .where('number', '=', number)
    .executeTakeFirst()
}

/** The version that is in force. */
export async function versionInForce(db: Database | Transaction, policy: PolicyRow): Promise<PolicyVersionTable> {
  const found = await versionOf(db, policy.id, policy.version)
  if (found === undefined) throw new Error(`version ${policy.version} of the policy ${policy.id} is missing`)
  return found
}
