/** A new password for who forgot the old one: a link by mail, or from the operator where there is no mail. */
import { transact } from '../../store/sql/transaction.ts'
import { isProblem, type Problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { newPassword } from './account.ts'
import { linkAttempts, mailAttempts, takeAttempts } from './attempts.ts'
import { emailOf } from './email.ts'
import { deadLink, mintLink, readLink, takeLink } from './links.ts'
import { asActor } from './log-in.ts'
import { noticeMail, resetMail } from './mails.ts'
import { sendLater } from './send-later.ts'
import { endSessions } from './session.ts'

/** Mails a link to the owner of an account; who has none gets no mail, and the asker does not learn which it was. */
export async function askForReset(context: Context, written: string): Promise<Problem | undefined> {
  const { control, at } = context
  const email = emailOf(written)
  if (control.accounts.mail === undefined || email === undefined) return undefined
  const limited = await takeAttempts(control.db, mailAttempts(email, context.address), at)
  if (limited !== undefined) return limited
  const account = await control.db
    .selectFrom('accounts')
    .select(['id', 'disabled'])
    .where('email', '=', email)
    .executeTakeFirst()
  const known = account !== undefined && account.disabled === 0
  // As much is done for who has no account: how long it takes says nothing.
  const link = await resetLink(context, known ? account.id : '')
  if (known) sendLater(context, resetMail({ to: email, origin: control.origin, link }))
  return undefined
}

/** A link by which the account gets a new password; earlier ones are dead. */
export async function resetLink({ control, at }: Context, account: string): Promise<string> {
  const secret = await transact(control.db, (tx) => mintLink(tx, 'reset', { account, detail: '' }, at))
  return `${control.origin}/reset#${secret}`
}

const DEAD = deadLink('Ask for a new password again.')

/**
 * Sets the password, ends every session, forgets every browser and every passkey: somebody else may have added them. The
 * second factor stays: who resets still needs it.
 */
export async function finishReset(
  context: Context,
  { secret, password: chosen }: { readonly secret: string; readonly password: string },
): Promise<Problem | undefined> {
  const { control, at } = context
  const limited = await takeAttempts(control.db, linkAttempts(context.address), at)
  if (limited !== undefined) return limited
  const link = await readLink(control.db, 'reset', secret, at)
  const account =
    link && (await control.db.selectFrom('accounts').selectAll().where('id', '=', link.account).executeTakeFirst())
  if (account?.email === undefined || account.email === null || account.disabled === 1) return DEAD
  const { id, email } = account
  const password = await newPassword(context, { password: chosen, email })
  if (isProblem(password)) return password
  const change = { action: 'account.reset', object: { kind: 'account', id }, detail: { address: context.address } }
  const refused = await mutate({ ...context, organisation: '', actor: asActor(account) }, change, async (tx) => {
    if (!(await takeLink(tx, 'reset', secret))) return DEAD
    await tx.updateTable('accounts').set({ password }).where('id', '=', id).execute()
    await endSessions(tx, id)
    await tx.deleteFrom('devices').where('account', '=', id).execute()
    await tx.deleteFrom('passkeys').where('account', '=', id).execute()
    return undefined
  })
  if (refused === undefined) {
    sendLater(context, noticeMail(email, control.origin, 'The password of your account was set anew.'))
  }
  return refused
}
