/** Accounts as rows: made once an address, a name and a password are good. */
import type { Transaction } from '../../store/sql/tables.ts'
import { type Problem, wrongField } from '../api/problem.ts'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import { BUSY } from './log-in.ts'
import { passwordProblem } from './password-rules.ts'

/** Who an account is for, and how its owner will prove it. */
export interface NewAccount {
  /** A new id (`newAccountId`). */
  readonly id: string
  /** Null: known through single sign-on only. */
  readonly email: string | null
  readonly name: string
  /** Stored form; null: there is none. */
  readonly password: string | null
  readonly operator: boolean
}

/** The stored form of a new password, or why it is not taken. @param field where it stands in the request */
export async function newPassword(
  { control: { accounts } }: Context,
  { password, email }: { readonly password: string; readonly email: string },
  field = '/body/password',
): Promise<string | Problem> {
  const wrong = passwordProblem(password, email)
  if (wrong !== undefined) return wrongField(field, wrong, 'Choose another password.')
  const stored = await accounts.passwords.digest(password)
  return stored === 'busy' ? BUSY : stored
}

/** An id for an account that is about to be made. */
export const newAccountId = ({ at }: Pick<Context, 'at'>): string => newId('acc', at)

/** Writes the row. @returns false: the address has an account already */
export async function createAccount(
  tx: Transaction,
  { at }: Context,
  { operator, ...account }: NewAccount,
): Promise<boolean> {
  const made = await tx
    .insertInto('accounts')
    .values({
      ...account,
      code_secret: null,
      code_confirmed: 0,
      code_step: 0,
      operator: operator ? 1 : 0,
      disabled: 0,
      created: at,
      revision: 1,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}

/** Gives a role; a role that is there already stays. */
export async function giveRole(
  tx: Transaction,
  { at }: Context,
  role: {
    readonly organisation: string
    readonly account: string
    readonly role: string
    /** Id of a server; empty: the whole organisation. */
    readonly server: string
    readonly origin: 'given' | 'sign_on'
  },
): Promise<void> {
  await tx
    .insertInto('memberships')
    .values({ ...role, id: newId('mem', at), created: at })
    .onConflict((conflict) => conflict.columns(['organisation', 'account', 'server', 'role']).doNothing())
    .execute()
}
