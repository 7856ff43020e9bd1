/** Logging in: a password, then a code where there is a second factor, then a session. */
import { digestToken, mintSecret, secretDigest } from '../../crypto/token.ts'
import type { AccountTable } from '../../store/sql/tables/accounts.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { transact } from '../../store/sql/transaction.ts'
import type { Actor } from '../actor.ts'
import { isProblem, type Problem, problem } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { type Attempt, codeAttempts, logInAttempts, returnAttempts, takeAttempts } from './attempts.ts'
import { emailOf } from './email.ts'
import { deadLink, mintLink, readLink, takeLink } from './links.ts'
import { takeCode } from './second-factor.ts'
import { type OpenedSession, openSession } from './session.ts'

/** How somebody says who he is. */
export interface Credentials {
  readonly email: string
  readonly password: string
  /** Secret by which a browser is known that logged in to the account before. */
  readonly device: string | undefined
}

/** A log-in that succeeded. */
export interface LoggedIn {
  readonly session: OpenedSession
  /** Makes the browser known; undefined: it is already. */
  readonly device: string | undefined
}

/** The password was right; a code is asked for. */
export interface CodeWanted {
  readonly challenge: string
}

const WRONG = problem('unauthenticated', 'The e-mail address or the password is wrong.', {
  remedy: 'Try again, or ask for a new password.',
})
export const BUSY = problem('unavailable', 'Too many people log in at this moment.', {
  remedy: 'Try again in a few seconds.',
  headers: { 'retry-after': '5' },
})
/** Browsers that an account remembers. */
const DEVICES = 20
/** What is checked in place of an address that is none. */
const NO_EMAIL = ''

/** Checks a password. The same work is done, and the same said, for accounts that do not exist. */
export async function logIn(
  context: Context,
  { email: written, password, device }: Credentials,
): Promise<LoggedIn | CodeWanted | Problem> {
  const { control, at } = context
  const email = emailOf(written) ?? NO_EMAIL
  const account = await control.db.selectFrom('accounts').selectAll().where('email', '=', email).executeTakeFirst()
  const known = account && (await knownDevice(control.db, account.id, device))
  const attempts = logInAttempts(email, context.address, known)
  const limited = await takeAttempts(control.db, attempts, at)
  if (limited !== undefined) return limited
  const check = await control.accounts.passwords.check(password, account?.password ?? undefined)
  if (check === 'busy') {
    await returnAttempts(control.db, attempts)
    return BUSY
  }
  if (account === undefined || check === 'wrong' || account.disabled === 1) {
    await recordRefusal(context, account?.id ?? '', check !== 'wrong' ? 'disabled' : 'password')
    return WRONG
  }
  if (check === 'stale') await storeAnew(context, account.id, password)
  return passed(context, account, { attempts, known })
}

/** Which attempts are given back, and whether the browser is known. */
interface Attempted {
  readonly attempts: readonly Attempt[]
  readonly known: string | undefined
}

async function passed(
  context: Context,
  account: AccountTable,
  { attempts, known }: Attempted,
): Promise<LoggedIn | CodeWanted | Problem> {
  const { control, at } = context
  await returnAttempts(control.db, attempts)
  if (account.code_confirmed === 1) {
    const about = { account: account.id, detail: known ?? '' }
    return { challenge: await transact(control.db, (tx) => mintLink(tx, 'second_step', about, at)) }
  }
  return enter(context, account, { known, how: 'password' })
}

/** The second step. */
export async function logInWithCode(
  context: Context,
  { challenge, code }: { readonly challenge: string; readonly code: string },
): Promise<LoggedIn | Problem> {
  const { control, at } = context
  const link = await readLink(control.db, 'second_step', challenge, at)
  const account =
    link && (await control.db.selectFrom('accounts').selectAll().where('id', '=', link.account).executeTakeFirst())
  if (link === undefined || account === undefined || account.disabled === 1) return deadLink('Log in again.')
  const attempts = codeAttempts(account.id)
  const limited = await takeAttempts(control.db, attempts, at)
  if (limited !== undefined) return limited
  const entered = await enter(context, account, {
    known: link.detail === '' ? undefined : link.detail,
    how: 'code',
    unless: async (tx) => {
      const used = await takeCode(tx, control, account, code)
      if (used === undefined) return WRONG_CODE
      return (await takeLink(tx, 'second_step', challenge)) ? undefined : deadLink('Log in again.')
    },
  })
  if (isProblem(entered)) await recordRefusal(context, account.id, 'code')
  else await returnAttempts(control.db, attempts)
  return entered
}

const WRONG_CODE = problem('unauthenticated', 'The code is wrong, or was used before.', {
  remedy: 'Wait for the next code of your app, or use a spare code.',
})

/** How somebody comes in. */
interface Entry {
  readonly known: string | undefined
  readonly how: 'password' | 'code'
  /** A last check within the transaction; a problem keeps everything as it was. */
  readonly unless?: (tx: Transaction) => Promise<Problem | undefined>
}

async function enter(
  context: Context,
  account: Pick<AccountTable, 'id' | 'email' | 'name'>,
  { known, how, unless }: Entry,
): Promise<LoggedIn | Problem> {
  const change = {
    action: 'session.open',
    object: { kind: 'account', id: account.id },
    detail: { by: how, address: context.address },
  }
  return mutate({ ...context, organisation: '', actor: asActor(account) }, change, async (tx) => {
    const refused = await unless?.(tx)
    return refused ?? enterWithin(tx, context, account.id, { known, factors: how === 'code' ? 2 : 1 })
  })
}

/** Opens a session within a transaction that is recorded as something else, such as an invitation that was accepted. */
export async function enterWithin(
  tx: Transaction,
  context: Context,
  account: string,
  { known, factors = 1 }: { readonly known?: string | undefined; readonly factors?: 1 | 2 } = {},
): Promise<LoggedIn> {
  const session = await openSession(tx, context, { account, organisation: '', factors })
  return { session, device: await rememberDevice(tx, context, account, known) }
}

/** Somebody who just proved to be the account's owner, for the record. */
export const asActor = ({ id, email, name }: Pick<AccountTable, 'id' | 'email' | 'name'>): Actor => ({
  kind: 'account',
  id,
  name: email ?? name,
  operator: false,
  memberships: [],
  session: undefined,
  proved: undefined,
})

/** Digest of the browser's secret, where it belongs to the account. */
async function knownDevice(db: Database, account: string, secret: string | undefined): Promise<string | undefined> {
  const digest = secret === undefined ? undefined : secretDigest('device', secret)
  if (digest === undefined) return undefined
  const row = await db
    .selectFrom('devices')
    .select('digest')
    .where('digest', '=', digest)
    .where('account', '=', account)
    .executeTakeFirst()
  return row?.digest
}

async function rememberDevice(
  tx: Transaction,
  { at }: Context,
  account: string,
  known: string | undefined,
): Promise<string | undefined> {
  if (known !== undefined) {
    await tx.updateTable('devices').set({ used: at }).where('digest', '=', known).execute()
    return undefined
  }
  const secret = mintSecret('device')
  await tx
    .insertInto('devices')
    .values({ digest: digestToken(secret), account, created: at, used: at })
    .execute()
  const older = await tx
    .selectFrom('devices')
    .select('digest')
    .where('account', '=', account)
    .orderBy('used', 'desc')
    .orderBy('digest')
    .offset(DEVICES)
    .limit(DEVICES)
    .execute()
  const digests = older.map((row) => row.digest)
  if (digests.length > 0) await tx.deleteFrom('devices').where('digest', 'in', digests).execute()
  return secret
}

/** Records that somebody was refused. The address that was tried is not kept: people write their password there by mistake. */
export async function recordRefusal(
  context: Context,
  account: string,
  reason: 'password' | 'code' | 'disabled' | 'proof' | 'passkey',
): Promise<void> {
  const change = {
    action: 'session.refuse',
    object: { kind: 'account', id: account },
    detail: { reason, address: context.address },
  }
  await mutate({ ...context, organisation: '' }, change, () => Promise.resolve())
}

/** Today's cost is another than when the password was stored. */
async function storeAnew({ control: { accounts, db } }: Context, id: string, password: string): Promise<void> {
  const stored = await accounts.passwords.digest(password)
  if (stored !== 'busy') await db.updateTable('accounts').set({ password: stored }).where('id', '=', id).execute()
}
