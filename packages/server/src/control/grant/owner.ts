/** Whom a grant is given to. */
import type { Transaction } from '../../store/sql/tables.ts'
import { emailOf } from '../account/email.ts'
import { type Actor, personOf } from '../actor.ts'
import { type Problem, wrongField } from '../api/problem.ts'

/** The account, by id or address, if it belongs to the organisation; unless somebody is named, a person's own. */
export async function resolveOwner(
  tx: Transaction,
  organisation: string,
  actor: Actor,
  wished: string | null | undefined,
): Promise<string | null | Problem> {
  if (wished === null) return null
  if (wished === undefined) return personOf(actor) ?? null
  const member = await tx
    .selectFrom('accounts')
    .innerJoin('memberships', 'memberships.account', 'accounts.id')
    .select('accounts.id')
    .where('memberships.organisation', '=', organisation)
    .where((eb) => eb.or([eb('accounts.id', '=', wished), eb('accounts.email', '=', emailOf(wished) ?? '')]))
    .limit(1)
    .executeTakeFirst()
  if (member !== undefined) return member.id
  const remedy = 'Name a member by e-mail address or id, invite them first, or send null.'
  return wrongField('/body/owner', 'There is no such member of the organisation.', remedy)
}

/** Whether somebody may log in and belongs to the organisation. */
export async function isMember(tx: Transaction, organisation: string, account: string): Promise<boolean> {
  const row = await tx
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account')
    .select('memberships.id')
    .where('memberships.organisation', '=', organisation)
    .where('memberships.account', '=', account)
    .where('accounts.disabled', '=', 0)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
