/** Who is what in an organisation: who may give which role, and what goes with a role that is taken away. */
import type { Transaction } from '../../store/sql/tables.ts'
import { type Actor, personOf } from '../actor.ts'
import { type Problem, problem } from '../api/problem.ts'
import type { Context } from '../context.ts'
import { may, type Role } from '../permissions.ts'

/** A role, for the whole organisation or one server. */
export interface GivenRole {
  readonly role: Role
  /** Id of the server; empty: the whole organisation. */
  readonly server: string
}

/** Whether two are the same. */
export const sameRole = (a: GivenRole, b: GivenRole): boolean => a.role === b.role && a.server === b.server

/**
 * Whether the actor may give a role, or take it away: nobody decides about what reaches further than his own. Facts are
 * for auditors alone, so nobody makes himself one.
 */
export function mayGive(actor: Actor, organisation: string, { role, server }: GivenRole, to: string): boolean {
  if (role === 'auditor' && personOf(actor) === to) return false
  return may(actor, 'member.edit', organisation, server === '' ? undefined : server)
}

/** What is said to who gives more than he has. */
export const TOO_MUCH: Problem = problem(
  'forbidden',
  'You cannot give or take a role that reaches further than your own.',
  {
    remedy: 'Ask an admin of the whole organisation. Nobody makes himself an auditor.',
  },
)

/** What is said when nobody would be left who can give roles. */
export const LAST_ADMIN: Problem = problem('conflict', 'The organisation would have no admin any more.', {
  remedy: 'Make somebody else admin of the whole organisation first.',
})

/** Whether somebody who can log in is admin of the whole organisation. */
export async function hasAdmin(tx: Transaction, organisation: string): Promise<boolean> {
  const admin = await tx
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account')
    .select('memberships.id')
    .where('memberships.organisation', '=', organisation)
    .where('memberships.server', '=', '')
    .where('memberships.role', '=', 'admin')
    .where('accounts.disabled', '=', 0)
    .limit(1)
    .executeTakeFirst()
  return admin !== undefined
}

/**
 * Takes away what somebody made by a right that he lost: API keys that reach further than he does now, and invitations,
 * where he may invite nobody any more. @returns how many keys
 */
export async function dropWhatWasGiven(
  tx: Transaction,
  { at }: Pick<Context, 'at'>,
  organisation: string,
  account: string,
): Promise<number> {
  const roles = await tx
    .selectFrom('memberships')
    .select(['role', 'server'])
    .where('organisation', '=', organisation)
    .where('account', '=', account)
    .execute()
  const reaches = (role: string, server: string): boolean =>
    roles.some((own) => (own.role === 'admin' || own.role === role) && (own.server === '' || own.server === server))
  const keys = await tx
    .selectFrom('api_keys')
    .select(['id', 'role', 'server'])
    .where('organisation', '=', organisation)
    .where('created_by', '=', account)
    .where((eb) => eb.or([eb('expires', 'is', null), eb('expires', '>', at)]))
    .execute()
  const lost = keys.filter(({ role, server }) => !reaches(role, server)).map(({ id }) => id)
  if (lost.length > 0) await tx.deleteFrom('api_keys').where('id', 'in', lost).execute()
  const invited = await tx
    .selectFrom('invitations')
    .select(['id', 'role', 'server'])
    .where('organisation', '=', organisation)
    .where('invited_by', '=', account)
    .execute()
  const unmade = invited.filter(({ server }) => !reaches('admin', server)).map(({ id }) => id)
  if (unmade.length > 0) await tx.deleteFrom('invitations').where('id', 'in', unmade).execute()
  return lost.length
}
