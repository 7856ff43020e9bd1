/** Questions found by a text: as people remember them. */
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Tables } from '../../store/sql/tables.ts'
import type { Context } from '../context.ts'
import { may } from '../permissions.ts'

const PLACES = ['tool', 'server_slug', 'grant_label', 'owner', 'reason'] as const

/** Whether a question has the text in one of the places that lists show; letters of ASCII in either case. */
export function holdsText(
  eb: ExpressionBuilder<Tables, 'approvals'>,
  { actor, organisation }: Pick<Context, 'actor' | 'organisation'>,
  text: string,
): Expression<SqlBool> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const has = (place: Expression<unknown>) => sql<SqlBool>`lower(${place}) like lower(${pattern}) escape '\\'`
  const found = PLACES.map((place) => has(eb.ref(place)))
  if (!may(actor, 'member.read', organisation)) return eb.or(found)
  // Most owners are accounts: people know them by name and address.
  const owners = eb
    .selectFrom('accounts')
    .innerJoin('memberships', 'memberships.account', 'accounts.id')
    .select('accounts.id')
    .where('memberships.organisation', '=', organisation)
    .where((account) => account.or([has(account.ref('accounts.name')), has(account.ref('accounts.email'))]))
  return eb.or([...found, eb('owner', 'in', owners)])
}
