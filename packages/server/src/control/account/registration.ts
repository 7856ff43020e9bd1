/** Registration without an invitation, where the installation is open: whoever reads the mail of an address gets its account. */
import { isProblem, notFound, type Problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { createAccount, newAccountId, newPassword } from './account.ts'
import { linkAttempts, mailAttempts, takeAttempts } from './attempts.ts'
import { emailOf, NO_ADDRESS } from './email.ts'
import { deadLink, mintLink, readLink, takeLink } from './links.ts'
import { asActor, enterWithin, type LoggedIn } from './log-in.ts'
import { alreadyMail, verificationMail } from './mails.ts'
import { sendLater } from './send-later.ts'

/**
 * Mails a link to whoever wants an account. What is answered does not say whether there is an account: its owner is
 * mailed that there is.
 */
export async function register(context: Context, written: string): Promise<Problem | undefined> {
  const { control, at } = context
  const { mail, settings } = control.accounts
  if (settings.registration !== 'open' || mail === undefined) return notFound
  const email = emailOf(written)
  if (email === undefined) return NO_ADDRESS
  const limited = await takeAttempts(control.db, mailAttempts(email, context.address), at)
  if (limited !== undefined) return limited
  const known = await control.db.selectFrom('accounts').select('id').where('email', '=', email).executeTakeFirst()
  const change = {
    action: 'account.register',
    object: { kind: 'account', id: known?.id ?? '' },
    detail: { address: context.address },
  }
  const { origin } = control
  const secret = await mutate({ ...context, organisation: '' }, change, (tx) =>
    mintLink(tx, 'verify', { account: known?.id ?? '', detail: email }, at),
  )
  const letter =
    known === undefined
      ? verificationMail({ to: email, origin, link: `${origin}/register#${secret}` })
      : alreadyMail({ to: email, origin, link: `${origin}/log-in` })
  sendLater(context, letter)
  return undefined
}

/** Who proves to read an address' mail. */
export interface Verified {
  readonly secret: string
  readonly name: string
  readonly password: string
}

const DEAD = deadLink('Ask for an account again.')

/** Makes the account that was asked for. */
export async function finishRegistration(
  context: Context,
  { secret, name, password: chosen }: Verified,
): Promise<LoggedIn | Problem> {
  const { control, at } = context
  const limited = await takeAttempts(control.db, linkAttempts(context.address), at)
  if (limited !== undefined) return limited
  const link = await readLink(control.db, 'verify', secret, at)
  if (link === undefined || link.account !== '' || control.accounts.settings.registration !== 'open') return DEAD
  const email = link.detail
  const password = await newPassword(context, { password: chosen, email })
  if (isProblem(password)) return password
  const id = newAccountId(context)
  const change = { action: 'account.create', object: { kind: 'account', id }, detail: { by: 'registration', email } }
  const actor = asActor({ id, email, name })
  return mutate({ ...context, organisation: '', actor }, change, async (tx) => {
    if (!(await takeLink(tx, 'verify', secret))) return DEAD
    const made = await createAccount(tx, context, { id, email, name, password, operator: false })
    return made ? enterWithin(tx, context, id) : DEAD
  })
}
