/** Sessions: opened by a log-in, proved by a cookie and a key together, ended by time or by their owner. */
import type { Instant } from '@portcullis/engine'
import { digestToken, mintSecret, sameSecret, secretDigest } from '../../crypto/token.ts'
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
/** Milliseconds for which a command line stays logged in, and those without use. */
const TERMINAL_LONGEST = 30 * 24 * 3_600_000
export const TERMINAL_IDLE = 7 * 24 * 3_600_000
/** How exactly it is kept when a session was last used. */
const GRAIN = 60_000

/** For whom a session is opened. */
export interface SessionOwner {
  readonly account: string
  /** The one organisation for which its single sign-on may speak; empty: all of the account's. */
  readonly organisation: string
  /** By how many factors its owner proved who they are. */
  readonly factors: 1 | 2
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
      kind: 'browser',
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
  await endOldest(tx, owner.account)
  return { id, account: owner.account, cookie, key, expires }
}

/** What a command line is given, once. */
export interface OpenedTerminal {
  readonly id: string
  readonly token: string
  readonly expires: Instant
}

/** Who let a command line in, and what it is. */
export interface TerminalOwner extends SessionOwner {
  /** When that person last proved who they are. */
  readonly authenticated: Instant
  /** What the machine calls itself. */
  readonly host: string
}

/** Opens the session of a command line, with the reach of the session that let it in. */
export async function openTerminal(
  tx: Transaction,
  { at, address }: Context,
  { host, ...owner }: TerminalOwner,
): Promise<OpenedTerminal> {
  const token = mintSecret('terminal')
  const id = newId('ses', at)
  const expires = at + (owner.organisation === '' ? TERMINAL_LONGEST : SIGN_ON_LONGEST)
  const row = { ...owner, id, kind: 'terminal', cookie_digest: digestToken(token), key_digest: '', address }
  await tx
    .insertInto('sessions')
    .values({ ...row, created: at, used: at, expires, agent: `portcullis on ${host}` })
    .execute()
  await endOldest(tx, owner.account)
  return { id, token, expires }
}

/** Ends what is too many. */
async function endOldest(tx: Transaction, account: string): Promise<void> {
  const older = await tx
    .selectFrom('sessions')
    .select('id')
    .where('account', '=', account)
    .orderBy('used', 'desc')
    .orderBy('id', 'desc')
    .offset(MOST)
    .limit(MOST)
    .execute()
  if (older.length > 0) {
    const ids = older.map((row) => row.id)
    await tx.deleteFrom('sessions').where('id', 'in', ids).execute()
  }
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
  if (row?.kind !== 'browser' || !sameSecret(row.key_digest, digestToken(key))) return undefined
  return going(db, row, settings, now)
}

/** The session that the token of a command line proves; undefined where there is none, or it has ended. */
export async function findTerminal(
  db: Database,
  token: string,
  settings: AccountSettings,
  now: Instant,
): Promise<SessionTable | undefined> {
  const digest = secretDigest('terminal', token)
  if (digest === undefined) return undefined
  const row = await db.selectFrom('sessions').selectAll().where('cookie_digest', '=', digest).executeTakeFirst()
  return row?.kind === 'terminal' ? going(db, row, settings, now) : undefined
}

/** The session, unless it has ended; that it was used is kept. */
async function going(
  db: Database,
  row: SessionTable,
  settings: AccountSettings,
  now: Instant,
): Promise<SessionTable | undefined> {
  if (hasEnded(row, settings, now)) return undefined
  if (now - row.used >= GRAIN) await db.updateTable('sessions').set({ used: now }).where('id', '=', row.id).execute()
  return row
}

/** Whether a session is over, used or not. */
export function hasEnded(
  row: Pick<SessionTable, 'used' | 'expires' | 'kind'>,
  settings: AccountSettings,
  now: Instant,
): boolean {
  return now >= row.expires || now - row.used >= (row.kind === 'terminal' ? TERMINAL_IDLE : settings.idle)
}

/**
 * Of which sessions of the account this one may know: those of its own organisation where single sign-on opened it, all
 * otherwise. Undefined: all.
 */
export async function reachOfSession(db: Database, session: string): Promise<string | undefined> {
  const row = await db.selectFrom('sessions').select('organisation').where('id', '=', session).executeTakeFirst()
  return row === undefined || row.organisation === '' ? undefined : row.organisation
}

/** Ends all sessions of an account but one, and what would become one. @returns how many ended */
export async function endSessions(tx: Transaction, account: string, but?: string): Promise<number> {
  await tx.deleteFrom('terminal_log_ins').where('account', '=', account).execute()
  const { numDeletedRows } = await tx
    .deleteFrom('sessions')
    .where('account', '=', account)
    .where('id', '!=', but ?? '')
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Ends the sessions of an account that an organisation's single sign-on opened. @returns how many ended */
export async function endSessionsOf(tx: Transaction, account: string, organisation: string): Promise<number> {
  await tx
    .deleteFrom('terminal_log_ins')
    .where('account', '=', account)
    .where('organisation', '=', organisation)
    .execute()
  const { numDeletedRows } = await tx
    .deleteFrom('sessions')
    .where('account', '=', account)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
