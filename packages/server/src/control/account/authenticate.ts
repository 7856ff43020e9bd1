/**
 * Who sends a request: a person, by a session's cookie and key together, a command line that a person let in, by its token, or a
 * program, by its API key. A cookie alone proves nothing, so nothing that a browser sends by itself does.
 */
import type { Instant } from '@portcullis/engine'
import { isSecret, secretDigest } from '../../crypto/token.ts'
import type { Database } from '../../store/sql/tables.ts'
import type { Actor, Membership } from '../actor.ts'
import type { Authenticate } from '../api/authenticate.ts'
import { isProblem, type Problem, problem } from '../api/problem.ts'
import type { Control } from '../control.ts'
import { readSettings, wantsSecondFactor } from '../organisation/settings.ts'
import { isRole } from '../permissions.ts'
import { cookieNameOf, readCookie } from './cookie.ts'
import { createFailures } from './failures.ts'
import { findSession, findTerminal } from './session.ts'

/** The header in which a page sends its session's key. */
export const SESSION_HEADER = 'portcullis-session'

const BEARER = /^Bearer +([\x21-\x7e]+)$/i
const GRAIN = 60_000

/** Who sends a request; limits how often an address may be wrong. */
export function createAuthenticate(): Authenticate {
  const failures = createFailures()
  return async (control, request, address) => {
    const now = control.clock.now()
    const given = { bearer: bearerIn(request), key: request.headers.get(SESSION_HEADER) }
    if (given.bearer === null && given.key === null) return undefined
    const wait = failures.wait(address, now)
    if (wait > 0) return tooMany(wait)
    const actor = await actorOf(control, request, given)
    if (isProblem(actor)) failures.note(address, `${given.bearer}\n${given.key}`, now)
    return actor
  }
}

/** Other schemes are for others: a proxy before us may ask browsers for a password of its own. */
function bearerIn({ headers }: Request): string | null {
  const given = headers.get('authorization')
  return given !== null && /^bearer\b/i.test(given) ? given : null
}

interface Given {
  readonly bearer: string | null
  readonly key: string | null
}

async function actorOf(control: Control, request: Request, { bearer, key }: Given): Promise<Actor | Problem> {
  if (bearer !== null && key !== null) return TWO_PROOFS
  if (bearer !== null) return bearerActor(control, BEARER.exec(bearer)?.[1] ?? '')
  const cookie = readCookie(cookieNameOf(control.origin), request.headers.get('cookie'))
  if (cookie === undefined || key === null || !isSecret('sessionKey', key)) return NO_SESSION
  return (await sessionActor(control, { cookie, key })) ?? NO_SESSION
}

async function bearerActor(control: Control, presented: string): Promise<Actor | Problem> {
  if (!isSecret('terminal', presented)) return (await keyActor(control, presented)) ?? UNKNOWN_KEY
  const { db, clock, accounts } = control
  const session = await findTerminal(db, presented, accounts.settings, clock.now())
  return (session && (await accountActor(db, session))) ?? LOGGED_OUT
}

const TWO_PROOFS = problem('unauthenticated', 'The request sends an API key and the key of a session.', {
  remedy: 'Send one of them.',
})
const UNKNOWN_KEY = problem('unauthenticated', 'The API key is not known: it is mistyped, expired or revoked.', {
  remedy: 'Send a key of this installation, as `Authorization: Bearer pck_…`.',
  headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
})
const LOGGED_OUT = problem('unauthenticated', 'The log-in of this command line has ended.', {
  remedy: 'Log in again with `portcullis login`.',
  headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
})
const NO_SESSION = problem(
  'unauthenticated',
  'The session has ended, or its cookie and its key do not belong together.',
  {
    remedy: 'Log in again.',
  },
)
const tooMany = (wait: number): Problem =>
  problem('too_many', 'Too many requests from this address named nobody that is known.', {
    remedy: 'Wait a minute.',
    headers: { 'retry-after': String(Math.ceil(wait / 1000)) },
  })

async function keyActor({ db, clock }: Control, presented: string): Promise<Actor | undefined> {
  const digest = secretDigest('apiKey', presented)
  if (digest === undefined) return undefined
  const row = await db
    .selectFrom('api_keys')
    .leftJoin('accounts', 'accounts.id', 'api_keys.created_by')
    .selectAll('api_keys')
    .select('accounts.disabled')
    .where('digest', '=', digest)
    .executeTakeFirst()
  const now = clock.now()
  if (row === undefined || row.disabled === 1 || (row.expires !== null && now >= row.expires)) return undefined
  const memberships = membershipsOf([row])
  if (memberships.length === 0) return undefined
  if (row.used === null || now - row.used >= GRAIN) {
    await db.updateTable('api_keys').set({ used: now }).where('id', '=', row.id).execute()
  }
  return {
    kind: 'key',
    id: row.id,
    name: row.name,
    operator: false,
    memberships,
    session: undefined,
    proved: undefined,
  }
}

async function sessionActor(
  { db, clock, accounts: { settings } }: Control,
  proofs: { readonly cookie: string; readonly key: string },
): Promise<Actor | undefined> {
  const session = await findSession(db, proofs, settings, clock.now())
  return session && accountActor(db, session)
}

/** A person as an actor: what single sign-on opened reaches its own organisation, and nothing else. */
export async function accountActor(
  db: Database,
  session: {
    readonly id: string
    readonly account: string
    readonly organisation: string
    readonly authenticated: Instant
    readonly kind: string
    readonly factors: number
  },
): Promise<Actor | undefined> {
  const account = await db
    .selectFrom('accounts')
    .select(['email', 'name', 'operator', 'disabled'])
    .where('id', '=', session.account)
    .executeTakeFirst()
  if (account === undefined || account.disabled === 1) return undefined
  const bound = session.organisation !== ''
  const rows = await db
    .selectFrom('memberships')
    .innerJoin('organisations', 'organisations.id', 'memberships.organisation')
    .select(['organisation', 'server', 'role', 'settings'])
    .where('account', '=', session.account)
    .$if(bound, (query) => query.where('organisation', '=', session.organisation))
    .execute()
  const withheld = new Set(
    rows.flatMap(({ organisation, settings }) =>
      wantsSecondFactor(readSettings(settings), session) ? [organisation] : [],
    ),
  )
  return {
    kind: session.kind === 'terminal' ? 'terminal' : 'account',
    id: session.account,
    name: account.email ?? account.name,
    operator: account.operator === 1 && !bound,
    memberships: membershipsOf(rows.filter(({ organisation }) => !withheld.has(organisation))),
    ...(withheld.size > 0 && { withheld: [...withheld] }),
    session: session.id,
    proved: session.authenticated,
  }
}

/** Rows as memberships; a role that this version does not know is none. */
function membershipsOf(
  rows: readonly { readonly organisation: string; readonly server: string; readonly role: string }[],
): readonly Membership[] {
  return rows.flatMap(({ organisation, server, role }) =>
    isRole(role) ? [{ organisation, server: server === '' ? undefined : server, role }] : [],
  )
}
