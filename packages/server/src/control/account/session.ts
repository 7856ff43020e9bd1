/** Sessions: opened by a log-in, proved by a cookie and a key together, ended by time or by their owner. */
import type { Instant } from '@portcullis/engine'
import { digestToken, mintSecret, sameSecret } from '../../crypto/token.ts'
import { safeName } from '../../ports/safe-text.ts'
import type { SessionTable } from '../../store/sql/tables/accounts.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import type { AccountSettings } from './accounts.ts'

/** What is handed to the browser, once. */
export interface OpenedSession {
  readonly id: string
  readonly account: string
  /** For the cookie. */
  readonly cookie: string
  /** For the page. */
  readonly key: string
  readonly expires: Instant
}

/** Sessions that an account has at most; with one more the one that was not used for longest ends. */
const MOST = 50
/** Milliseconds after which a session of single sign-on ends: what the identity provider says is asked anew each day. */
const SIGN_ON_LONGEST = 24 * 3_600_000
/** How exactly it is kept when a session was last used. */
const GRAIN = 60_000

/** For whom a session is opened. */
export interface SessionOwner {
  readonly account: string
  /** The one organisation for which its single sign-on may speak; empty: all of the account's. */
  readonly organisation: string
}

/** Opens a session within the transaction that records the log-in. */
export async function openSession(tx: Transaction, context: Context, owner: SessionOwner): Promise<OpenedSession> {
  const { at, control } = context
  const cookie = mintSecret('sessionCookie')
  const key = mintSecret('sessionKey')
  const id = newId('ses', at)
  const { longest } = control.accounts.settings
  const expires = at + (owner.organisation === '' ? longest : Math.min(longest, SIGN_ON_LONGEST))
  await tx
    .insertInto('sessions')
    .values({
      ...owner,
      id,
      cookie_digest: digestToken(cookie),
      key_digest: digestToken(key),
      created: at,
      used: at,
      authenticated: at,
      expires,
      address: context.address,
      agent: safeName(context.agent),
    })
    .execute()
  const older = await tx
    .selectFrom('sessions')
    .select('id')
    .where('account', '=', owner.account)
    .orderBy('used', 'desc')
    .orderBy('id', 'desc')
    .offset(MOST)
    .limit(MOST)
    .execute()
  if (older.length > 0) {
    const ids = older.map((row) => row.id)
    await tx.deleteFrom('sessions').where('id', 'in', ids).execute()
  }
  return { id, account: owner.account, cookie, key, expires }
}

/** The session that a cookie and a key prove together; undefined where they do not, or it has ended. */
export async function findSession(
  db: Database,
  { cookie, key }: { readonly cookie: string; readonly key: string },
  settings: AccountSettings,
  now: Instant,
): Promise<SessionTable | undefined> {
  const row = await db
    .selectFrom('sessions')
    .selectAll()
    .where('cookie_digest', '=', digestToken(cookie))
    .executeTakeFirst()
  if (row === undefined || !sameSecret(row.key_digest, digestToken(key)) || hasEnded(row, settings, now))
    return undefined
  if (now - row.used >= GRAIN) await db.updateTable('sessions').set({ used: now }).where('id', '=', row.id).execute()
  return row
}

/** Whether a session is over, used or not. */
export function hasEnded(
  row: Pick<SessionTable, 'used' | 'expires'>,
  settings: AccountSettings,
  now: Instant,
): boolean {
  return now >= row.expires || now - row.used >= settings.idle
}

/**
 * Of which sessions of the account this one may know: those of its own organisation where single sign-on opened it, all
 * otherwise. Undefined: all.
 */
export async function reachOfSession(db: Database, session: string): Promise<string | undefined> {
  const row = await db.selectFrom('sessions').select('organisation').where('id', '=', session).executeTakeFirst()
  return row === undefined || row.organisation === '' ? undefined : row.organisation
}

/** Ends all sessions of an account but one. @returns how many ended */
export async function endSessions(tx: Transaction, account: string, but?: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('sessions')
    .where('account', '=', account)
    .where('id', '!=', but ?? '')
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Ends the sessions of an account that an organisation's single sign-on opened. @returns how many ended */
export async function endSessionsOf(tx: Transaction, account: string, organisation: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('sessions')
    .where('account', '=', account)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
