/** Passkeys: added by who is logged in, and then a log-in of their own: something one has, opened by something one knows or is. */
import { createHmac } from 'node:crypto'
import type { AccountTable } from '../../../store/sql/tables/accounts.ts'
import { transact } from '../../../store/sql/transaction.ts'
import { type Problem, problem } from '../../api/problem.ts'
import { mutate } from '../../change/mutate.ts'
import type { Context } from '../../context.ts'
import type { Control } from '../../control.ts'
import { linkAttempts, takeAttempts } from '../attempts.ts'
import { deadLink, mintLink, readLink, takeLink } from '../links.ts'
import { asActor, enterWithin, type LoggedIn, recordRefusal } from '../log-in.ts'
import { noticeMail } from '../mails.ts'
import { sendLater } from '../send-later.ts'
import { type Ceremony, checkNew, checkShown, type NewPasskey, partyOf, type ShownPasskey } from './ceremony.ts'

/** What a page needs to ask the browser for a passkey. */
export interface PasskeyQuestion {
  /** Sent back with the answer; shown once. */
  readonly secret: string
  /** Base64url. */
  readonly challenge: string
  /** The party for which it is. */
  readonly party: string
}

/** Passkeys that an account has at most. */
const MOST = 20

const NO_PARTY = problem(
  'conflict',
  'Passkeys need a name: this control plane is reached under an address of numbers.',
  {
    remedy: 'Give it a name as `admin.public_url`.',
  },
)
const DEAD = deadLink('Begin again.')
const NOT_SHOWN = problem('unauthenticated', 'The passkey is not known here, or was not shown as it should be.', {
  remedy: 'Try another one, or your password.',
})

/** Asks for one. @param account id of who adds one; empty for a log-in */
export async function askForPasskey({ control, at }: Context, account: string): Promise<PasskeyQuestion | Problem> {
  const party = partyOf(control.origin)
  if (party === undefined) return NO_PARTY
  const secret = await transact(control.db, (tx) => mintLink(tx, 'passkey', { account, detail: '' }, at))
  return { secret, challenge: challengeOf(control, secret), party }
}

/** The challenge follows from the secret, which the database does not have. */
const challengeOf = ({ deriveKey }: Control, secret: string): string =>
  createHmac('sha256', deriveKey('passkeys')).update(secret).digest('base64url')

const ceremonyOf = (control: Control, secret: string): Ceremony => ({
  origin: control.origin,
  challenge: challengeOf(control, secret),
})

/** Adds one to the account that asked. */
export async function addPasskey(
  context: Context,
  account: AccountTable,
  given: { readonly secret: string; readonly name: string; readonly passkey: NewPasskey },
): Promise<Problem | undefined> {
  const { control, at } = context
  const link = await readLink(control.db, 'passkey', given.secret, at)
  if (link?.account !== account.id) return DEAD
  const counter = checkNew(ceremonyOf(control, given.secret), given.passkey)
  if (counter === undefined) return NOT_SHOWN
  const change = { action: 'passkey.add', object: { kind: 'account', id: account.id }, detail: { name: given.name } }
  const refused = await mutate({ ...context, organisation: '' }, change, async (tx) => {
    if (!(await takeLink(tx, 'passkey', given.secret))) return DEAD
    const present = await tx.selectFrom('passkeys').select('id').where('account', '=', account.id).execute()
    if (present.length >= MOST) {
      return problem('conflict', `Your account has ${MOST} passkeys.`, { remedy: 'Remove one first.' })
    }
    const { id, public_key } = given.passkey
    const added = await tx
      .insertInto('passkeys')
      .values({ id, account: account.id, name: given.name, public_key, counter, created: at, used: null })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst()
    return added === undefined ? NOT_SHOWN : undefined
  })
  if (refused === undefined && account.email !== null) {
    sendLater(context, noticeMail(account.email, control.origin, 'A passkey was added to your account.'))
  }
  return refused
}

/** Logs in by one: the authenticator verified its owner, so no second factor is asked for. */
export async function logInByPasskey(
  context: Context,
  { secret, passkey }: { readonly secret: string; readonly passkey: ShownPasskey },
): Promise<LoggedIn | Problem> {
  const { control, at } = context
  const limited = await takeAttempts(control.db, linkAttempts(context.address), at)
  if (limited !== undefined) return limited
  const link = await readLink(control.db, 'passkey', secret, at)
  if (link === undefined || link.account !== '') return DEAD
  const known = await control.db.selectFrom('passkeys').selectAll().where('id', '=', passkey.id).executeTakeFirst()
  const account =
    known && (await control.db.selectFrom('accounts').selectAll().where('id', '=', known.account).executeTakeFirst())
  const counter = known && checkShown(ceremonyOf(control, secret), known, passkey)
  if (known === undefined || account === undefined || counter === undefined || account.disabled === 1) {
    await recordRefusal(context, account?.id ?? '', 'passkey')
    return NOT_SHOWN
  }
  const change = {
    action: 'session.open',
    object: { kind: 'account', id: account.id },
    detail: { by: 'passkey', address: context.address },
  }
  return mutate({ ...context, organisation: '', actor: asActor(account) }, change, async (tx) => {
    if (!(await takeLink(tx, 'passkey', secret))) return DEAD
    // Of two that show the same count one is a copy.
    const counted = await tx
      .updateTable('passkeys')
      .set({ counter, used: at })
      .where('id', '=', known.id)
      .where('counter', '=', known.counter)
      .returning('id')
      .executeTakeFirst()
    return counted === undefined ? NOT_SHOWN : enterWithin(tx, context, account.id, { factors: 2 })
  })
}
