/** Invitations: a link to a role, good once; for the owner of one address where it names one. */

import type { Instant } from '@portcullis/engine'
import { digestToken, mintSecret, secretDigest } from '../../crypto/token.ts'
import type { InvitationTable } from '../../store/sql/tables/accounts.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { personOf } from '../actor.ts'
import { isProblem, notFound, type Problem, problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import { createAccount, giveRole, newAccountId, newPassword } from './account.ts'
import { linkAttempts, takeAttempts } from './attempts.ts'
import { emailOf, NO_ADDRESS } from './email.ts'
import { deadLink } from './links.ts'
import { asActor, enterWithin, type LoggedIn } from './log-in.ts'
import type { GivenRole } from './membership.ts'

const DAY = 24 * 3_600_000
const LASTS = 7 * DAY

/** An invitation as it is written. */
export interface NewInvitation extends GivenRole {
  /** Empty: for whoever has the link. */
  readonly email: string
}

/** Writes an invitation within a transaction. @returns its row, and the link's secret, which is shown once */
export async function invite(
  tx: Transaction,
  { at, actor, organisation }: Context,
  wanted: NewInvitation,
): Promise<{ readonly row: InvitationTable; readonly secret: string }> {
  const secret = mintSecret('invitation')
  const row = {
    ...wanted,
    id: newId('inv', at),
    organisation,
    digest: digestToken(secret),
    invited_by: personOf(actor) ?? '',
    created: at,
    expires: at + LASTS,
  }
  await tx.insertInto('invitations').values(row).execute()
  return { row, secret }
}

/** The invitation of a link, as long as it is good. */
export async function findInvitation(db: Database, secret: string, now: Instant): Promise<InvitationTable | undefined> {
  const digest = secretDigest('invitation', secret)
  if (digest === undefined) return undefined
  return db
    .selectFrom('invitations')
    .selectAll()
    .where('digest', '=', digest)
    .where('expires', '>', now)
    .executeTakeFirst()
}

/** What is said of a link that leads nowhere. */
export const DEAD_INVITATION = deadLink('Ask whoever invited you for a new invitation.')

const FOR_ANOTHER = problem('forbidden', 'The invitation is for another e-mail address than that of your account.', {
  remedy: 'Log in with the account of that address, or create one.',
})

/** The invitation of a presented secret; a problem where there is none, or the address asks too often. */
export async function presented(context: Context, secret: string): Promise<InvitationTable | Problem> {
  const { control, at } = context
  const limited = await takeAttempts(control.db, linkAttempts(context.address), at)
  return limited ?? (await findInvitation(control.db, secret, at)) ?? DEAD_INVITATION
}

/** Somebody with an account takes the role. */
export async function acceptInvitation(context: Context, secret: string): Promise<InvitationTable | Problem> {
  const found = await presented(context, secret)
  if (isProblem(found)) return found
  const { actor, control } = context
  const account = await control.db.selectFrom('accounts').select('email').where('id', '=', actor.id).executeTakeFirst()
  if (actor.kind !== 'account' || account === undefined) return notFound
  if (found.email !== '' && found.email !== account.email) return FOR_ANOTHER
  const change = { action: 'invitation.accept', object: { kind: 'invitation', id: found.id }, detail: roleOf(found) }
  return mutate({ ...context, organisation: found.organisation }, change, async (tx) =>
    (await join(tx, context, found, actor.id)) ? found : DEAD_INVITATION,
  )
}

/** Who takes the role with an account that is made for it. */
export interface Newcomer {
  readonly secret: string
  /** Needed where the invitation names none. */
  readonly email: string | undefined
  readonly name: string
  readonly password: string
}

const CLOSED = problem('forbidden', 'No new accounts are made in this installation.', {
  remedy: 'Log in with the account that you have, then open the invitation again.',
})
const TAKEN = problem('conflict', 'There is an account with this e-mail address.', {
  remedy: 'Log in with it, then open the invitation again.',
})

/** Makes the account and gives it the role. */
export async function joinAsNew(context: Context, newcomer: Newcomer): Promise<LoggedIn | Problem> {
  if (context.control.accounts.settings.registration === 'closed') return CLOSED
  const found = await presented(context, newcomer.secret)
  if (isProblem(found)) return found
  const email = found.email === '' ? emailOf(newcomer.email ?? '') : found.email
  if (email === undefined) return NO_ADDRESS
  const password = await newPassword(context, { password: newcomer.password, email })
  if (isProblem(password)) return password
  const { name } = newcomer
  const id = newAccountId(context)
  const change = {
    action: 'invitation.accept',
    object: { kind: 'invitation', id: found.id },
    detail: { ...roleOf(found), account: id, email },
  }
  const actor = asActor({ id, email, name })
  return mutate({ ...context, organisation: found.organisation, actor }, change, async (tx) => {
    if (!(await createAccount(tx, context, { id, email, name, password, operator: false }))) return TAKEN
    return (await join(tx, context, found, id)) ? enterWithin(tx, context, id) : DEAD_INVITATION
  })
}

const roleOf = ({ role, server }: InvitationTable): { role: string; server: string } => ({ role, server })

async function join(tx: Transaction, context: Context, invitation: InvitationTable, account: string): Promise<boolean> {
  const { id, organisation, role, server } = invitation
  const taken = await tx.deleteFrom('invitations').where('id', '=', id).returning('id').executeTakeFirst()
  if (taken === undefined) return false
  await giveRole(tx, context, { organisation, account, role, server, origin: 'given' })
  return true
}
