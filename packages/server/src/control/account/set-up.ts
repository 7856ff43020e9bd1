/** The first account: made through a link that is printed where the installation was started. */

import type { Database } from '../../store/sql/tables.ts'
import { transact } from '../../store/sql/transaction.ts'
import { isProblem, type Problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import type { Control } from '../control.ts'
import { createAccount, giveRole, newAccountId, newPassword } from './account.ts'
import { linkAttempts, takeAttempts } from './attempts.ts'
import { emailOf, NO_ADDRESS } from './email.ts'
import { deadLink, mintLink, readLink, takeLink } from './links.ts'
import { asActor, enterWithin, type LoggedIn } from './log-in.ts'

/** In the organisation that every installation has. */
const FIRST_ROLE = { organisation: 'local', role: 'admin', server: '', origin: 'given' } as const

/** Whether nobody has an account yet. */
export async function wantsSetUp(db: Database): Promise<boolean> {
  return (await db.selectFrom('accounts').select('id').limit(1).executeTakeFirst()) === undefined
}

/**
 * The link by which the first account is made: good for half an hour, and only until there is an account; earlier ones are
 * dead. Its secret stands in the fragment, which browsers send to nobody. Undefined: there is an account.
 */
export async function setUpLink({ db, clock, origin }: Control): Promise<string | undefined> {
  if (!(await wantsSetUp(db))) return undefined
  const secret = await transact(db, (tx) => mintLink(tx, 'set_up', { account: '', detail: '' }, clock.now()))
  return `${origin}/set-up#${secret}`
}

/** Who the first account is for. */
export interface FirstAccount {
  readonly secret: string
  readonly email: string
  readonly name: string
  readonly password: string
}

const DEAD = deadLink('Start Portcullis again: it prints a new link as long as there is no account.')

/** Makes the first account: operator of the installation, admin of its first organisation. */
export async function setUp(context: Context, wanted: FirstAccount): Promise<LoggedIn | Problem> {
  const { control, at } = context
  const limited = await takeAttempts(control.db, linkAttempts(context.address), at)
  if (limited !== undefined) return limited
  if ((await readLink(control.db, 'set_up', wanted.secret, at)) === undefined) return DEAD
  const email = emailOf(wanted.email)
  if (email === undefined) return NO_ADDRESS
  const password = await newPassword(context, { password: wanted.password, email })
  if (isProblem(password)) return password
  const id = newAccountId(context)
  const { name } = wanted
  const change = {
    action: 'account.set_up',
    object: { kind: 'account', id },
    detail: { address: context.address, email },
  }
  const actor = asActor({ id, email, name })
  return mutate({ ...context, organisation: '', actor }, change, async (tx) => {
    if (!(await takeLink(tx, 'set_up', wanted.secret)) || !(await wantsSetUp(tx))) return DEAD
    await createAccount(tx, context, { id, email, name, password, operator: true })
    await giveRole(tx, context, { ...FIRST_ROLE, account: id })
    await tx.deleteFrom('account_links').where('kind', '=', 'set_up').execute()
    return enterWithin(tx, context, id)
  })
}
