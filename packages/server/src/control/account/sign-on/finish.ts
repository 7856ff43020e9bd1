/** What becomes of somebody who came back from an identity provider: a session, an identity tied to an account, or a proof. */
import { safeName } from '../../../ports/safe-text.ts'
import type { IdentityTable } from '../../../store/sql/tables/accounts.ts'
import type { Transaction } from '../../../store/sql/tables.ts'
import { isProblem, type Problem, problem } from '../../api/problem.ts'
import { mutate } from '../../change/mutate.ts'
import type { Context } from '../../context.ts'
import { touchGrantsOf } from '../../grant/of-account.ts'
import { createAccount, giveRole, newAccountId } from '../account.ts'
import { emailOf } from '../email.ts'
import { asActor } from '../log-in.ts'
import { dropWhatWasGiven } from '../membership.ts'
import { type OpenedSession, openSession } from '../session.ts'
import { type Arrived, arrive } from './journey.ts'
import { rolesOf } from './roles.ts'

/** How it ended. */
export type Finished =
  | { readonly outcome: 'session'; readonly session: OpenedSession }
  | { readonly outcome: 'linked' | 'proved' }

const NOT_LET_IN = problem(
  'forbidden',
  'The identity provider knows you, but gives you no role in this organisation.',
  {
    remedy: 'Ask an admin of the organisation which group gives a role.',
  },
)
const DISABLED = problem('forbidden', 'Your account is disabled.', { remedy: 'Ask the operator of the installation.' })
const ANOTHER = problem('conflict', 'This identity belongs to another account, or you are not who set out.', {
  remedy: 'Log out at the identity provider, and begin again.',
})

/** Finishes a journey. @param search what follows `?` in the address to which the provider sent the browser */
export async function finishJourney(context: Context, journey: string, search: string): Promise<Finished | Problem> {
  const arrived = await arrive(context, journey, search)
  if (isProblem(arrived)) return arrived
  switch (arrived.purpose) {
    case 'log_in':
      return enterBy(context, arrived)
    case 'link':
      return link(context, arrived)
    case 'prove':
      return proveBy(context, arrived)
    default:
      return arrived.purpose satisfies never
  }
}

/** Logs in: who comes for the first time gets an account. An address alone ties nobody to an account. */
async function enterBy(context: Context, arrived: Arrived): Promise<Finished | Problem> {
  const { row } = arrived
  const { organisation } = row
  const known = await identityOf(context.control.db, arrived)
  const id = known?.account ?? newAccountId(context)
  const account = known && (await accountOf(context, known.account))
  if (account?.disabled === 1) return DISABLED
  const name = account?.name ?? nameOf(arrived)
  const change = {
    action: 'session.open',
    object: { kind: 'account', id },
    detail: { by: 'sign_on', sign_on: row.id, address: context.address },
  }
  const actor = asActor({ id, email: account?.email ?? null, name })
  const entered = await mutate({ ...context, organisation, actor }, change, async (tx, changing) => {
    if (known === undefined) {
      await createAccount(tx, context, { id, email: null, name, password: null, operator: false })
      await tx
        .insertInto('identities')
        .values(identityRow(context, arrived, id))
        .execute()
      changing.note({ new_account: true })
    } else await touchIdentity(tx, context, arrived)
    changing.note({ roles: await followRoles(tx, context, arrived, id) })
    await touchGrantsOf(tx, changing, id, organisation)
    if (!(await isMember(tx, organisation, id))) {
      changing.note({ let_in: false })
      // Somebody who is known lost their roles, and that holds; of a stranger nothing is kept.
      return known === undefined ? NOT_LET_IN : undefined
    }
    const session = await openSession(tx, context, { account: id, organisation, factors: arrived.factors })
    return { outcome: 'session' as const, session }
  })
  return entered ?? NOT_LET_IN
}

/** Makes the roles that the provider gives those that it gives now; roles that people gave stay. @returns them */
async function followRoles(
  tx: Transaction,
  context: Context,
  { row, claims }: Arrived,
  account: string,
): Promise<readonly string[]> {
  const { organisation } = row
  const roles = rolesOf(claims, row)
  const gone = await tx
    .deleteFrom('memberships')
    .where('organisation', '=', organisation)
    .where('account', '=', account)
    .where('origin', '=', 'sign_on')
    .where('role', 'not in', roles.length === 0 ? [''] : [...roles])
    .returning('role')
    .execute()
  for (const role of roles) await giveRole(tx, context, { organisation, account, role, server: '', origin: 'sign_on' })
  if (gone.length > 0) await dropWhatWasGiven(tx, context, organisation, account)
  return roles
}

async function isMember(tx: Transaction, organisation: string, account: string): Promise<boolean> {
  const row = await tx
    .selectFrom('memberships')
    .select('id')
    .where('organisation', '=', organisation)
    .where('account', '=', account)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Ties an identity to the account of the session that set out, and that came back. */
async function link(context: Context, arrived: Arrived): Promise<Finished | Problem> {
  const { actor } = context
  if (actor.session === undefined || actor.id !== arrived.account) return ANOTHER
  const { organisation, id } = arrived.row
  const change = { action: 'account.link', object: { kind: 'account', id: actor.id }, detail: { sign_on: id } }
  return mutate({ ...context, organisation }, change, async (tx) => {
    const known = await identityOf(tx, arrived)
    if (known !== undefined) return known.account === actor.id ? { outcome: 'linked' as const } : ANOTHER
    await tx
      .insertInto('identities')
      .values(identityRow(context, arrived, actor.id))
      .execute()
    return { outcome: 'linked' as const }
  })
}

async function proveBy(context: Context, arrived: Arrived): Promise<Finished | Problem> {
  const { actor, at } = context
  const session = actor.session
  if (session === undefined || actor.id !== arrived.account) return ANOTHER
  return mutate(
    { ...context, organisation: arrived.row.organisation },
    { action: 'session.prove', object: { kind: 'session', id: session } },
    async (tx) => {
      const known = await identityOf(tx, arrived)
      if (known?.account !== actor.id) return ANOTHER
      // A provider speaks for the sessions that it opened, and for no others of the same person.
      const proved = await tx
        .updateTable('sessions')
        .set({ authenticated: at, ...(arrived.factors === 2 && { factors: 2 }) })
        .where('id', '=', session)
        .where('organisation', '=', arrived.row.organisation)
        .returning('id')
        .executeTakeFirst()
      return proved === undefined ? ANOTHER : { outcome: 'proved' as const }
    },
  )
}

/** Issuer and subject, and nothing else, say who it is (OpenID Connect Core, section 5.7). */
async function identityOf(
  db: Context['control']['db'] | Transaction,
  { row, issuer, subject }: Arrived,
): Promise<IdentityTable | undefined> {
  return db
    .selectFrom('identities')
    .selectAll()
    .where('sign_on', '=', row.id)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
}

function identityRow({ at }: Context, arrived: Arrived, account: string): IdentityTable {
  const { row, issuer, subject } = arrived
  return { sign_on: row.id, issuer, subject, account, email: addressOf(arrived), created: at, used: at }
}

async function touchIdentity(tx: Transaction, { at }: Context, arrived: Arrived): Promise<void> {
  const { row, issuer, subject } = arrived
  await tx
    .updateTable('identities')
    .set({ used: at, email: addressOf(arrived) })
    .where('sign_on', '=', row.id)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .execute()
}

async function accountOf(
  { control: { db } }: Context,
  id: string,
): Promise<{ readonly name: string; readonly email: string | null; readonly disabled: number } | undefined> {
  return db.selectFrom('accounts').select(['name', 'email', 'disabled']).where('id', '=', id).executeTakeFirst()
}

function addressOf({ claims }: Arrived): string {
  const { email } = claims
  return typeof email === 'string' ? (emailOf(email) ?? '') : ''
}

/** How the provider calls somebody; shown, never compared. */
function nameOf(arrived: Arrived): string {
  const { name, preferred_username: short } = arrived.claims
  const said = [name, short, addressOf(arrived), arrived.subject].find(
    (text) => typeof text === 'string' && text !== '',
  )
  return safeName(String(said))
}
