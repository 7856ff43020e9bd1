/** Members of an organisation, as those who may see them do. */
import type { Context } from '../context.ts'
import { isRole, type Role, reachOf } from '../permissions.ts'
import { serverSlugs } from './reached-server.ts'

/** A role of a member. */
export interface ShownRole {
  readonly role: Role
  /** Slug of the one server for which it holds. */
  readonly server?: string
  readonly origin: 'given' | 'sign_on'
}

/** A member. */
export interface Member {
  readonly account: string
  readonly name: string
  /** Of the account, or as the identity provider says it; may be empty. */
  readonly email: string
  readonly disabled: boolean
  readonly second_factor: boolean
  readonly since: number
  readonly roles: ShownRole[]
}

/** Who reads for one server only sees who has to do with it, and the roles that are for it. */
export async function membersAfter(
  { control: { db }, actor, organisation }: Context,
  after: string,
  limit: number,
): Promise<readonly Member[]> {
  const reach = reachOf(actor, 'member.read', organisation)
  const seen = reach === 'all' ? undefined : [...reach]
  const accounts = await db
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account')
    .select(['accounts.id', 'name', 'email', 'disabled', 'code_confirmed'])
    .distinct()
    .where('organisation', '=', organisation)
    .where('account', '>', after)
    .$if(seen !== undefined, (query) => query.where('server', 'in', ['-', ...(seen ?? [])]))
    .orderBy('accounts.id')
    .limit(limit)
    .execute()
  const ids = ['', ...accounts.map(({ id }) => id)]
  const rows = await db
    .selectFrom('memberships')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('account', 'in', ids)
    .$if(seen !== undefined, (query) => query.where('server', 'in', ['-', ...(seen ?? [])]))
    .orderBy('created')
    .orderBy('id')
    .execute()
  const said = await db
    .selectFrom('identities')
    .innerJoin('sign_ons', 'sign_ons.id', 'identities.sign_on')
    .select(['account', 'email'])
    .where('organisation', '=', organisation)
    .where('account', 'in', ids)
    .execute()
  const slugs = await serverSlugs(db, organisation)
  return accounts.map(({ id, name, email, disabled, code_confirmed }) => {
    const own = rows.filter(({ account }) => account === id)
    return {
      account: id,
      name,
      email: email ?? said.find(({ account }) => account === id)?.email ?? '',
      disabled: disabled === 1,
      second_factor: code_confirmed === 1,
      since: Math.min(...own.map(({ created }) => created)),
      roles: own.flatMap((row) => shownRole(row, slugs)),
    }
  })
}

/** A role, unless this version does not know it, or its server is gone. */
function shownRole(
  { role, server: id, origin: from }: { readonly role: string; readonly server: string; readonly origin: string },
  slugs: ReadonlyMap<string, string>,
): readonly ShownRole[] {
  const origin = from === 'sign_on' ? 'sign_on' : 'given'
  if (!isRole(role)) return []
  if (id === '') return [{ role, origin }]
  const server = slugs.get(id)
  return server === undefined ? [] : [{ role, server, origin }]
}
