/** One's own account: only who logged in as its owner changes it, not a key and not an organisation's identity provider. */
import type { AccountTable } from '../../store/sql/tables/accounts.ts'
import { type Problem, problem } from '../api/problem.ts'
import type { Context } from '../context.ts'
import { NOT_A_PERSON } from './proof.ts'

const BY_SIGN_ON = problem(
  'forbidden',
  'You came in by an organisation’s single sign-on, which speaks for that organisation only.',
  {
    remedy: 'Log in with the password of your account.',
  },
)

/** The account of who asks, whose own password opened the session. */
export async function ownAccount({ control: { db }, actor }: Context): Promise<AccountTable | Problem> {
  if (actor.kind !== 'account' || actor.session === undefined) return NOT_A_PERSON
  const row = await db
    .selectFrom('accounts')
    .innerJoin('sessions', 'sessions.account', 'accounts.id')
    .selectAll('accounts')
    .select('sessions.organisation as bound')
    .where('accounts.id', '=', actor.id)
    .where('sessions.id', '=', actor.session)
    .executeTakeFirst()
  if (row === undefined) return NOT_A_PERSON
  return row.bound === '' ? row : BY_SIGN_ON
}
