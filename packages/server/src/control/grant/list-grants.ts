/** Grants of an organisation, narrowed to what somebody looks for and may see. */
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { reachOf } from '../permissions.ts'
import { isPolicyId } from '../policy/policy.ts'
import { type GrantRow, type GrantState, readGrant } from './grant.ts'

/** What is looked for; what is left out narrows nothing. */
export interface GrantFilter {
  readonly state?: GrantState | undefined
  readonly server?: string | undefined
  readonly policy?: string | undefined
  readonly owner?: string | undefined
  readonly label?: string | undefined
  readonly tag?: string | undefined
  readonly unused_since?: number | undefined
  readonly expires_before?: number | undefined
}

/** Where to go on, and how far. */
export interface GrantPage {
  readonly after: string | undefined
  readonly most: number
}

/** The newest first. */
export async function listGrantRows(
  context: Context,
  filter: GrantFilter,
  { after, most }: GrantPage,
): Promise<readonly GrantRow[]> {
  const { control, organisation, actor, at } = context
  let query = control.db.selectFrom('grants').selectAll().where('organisation', '=', organisation)
  const reach = reachOf(actor, 'grant.read', organisation)
  if (reach !== 'all') query = query.where(holder, 'in', reaching(context, [...reach, '']))
  const { state, server, policy, owner, label, tag, unused_since: unused, expires_before: expires } = filter
  if (state === undefined) query = query.where('state', '!=', 'revoked')
  else if (state === 'expired') query = query.where('state', '=', 'active').where('expires', '<=', at)
  else query = query.where('state', '=', state)
  if (state === 'active') query = query.where((eb) => eb.or([eb('expires', 'is', null), eb('expires', '>', at)]))
  if (server !== undefined) query = query.where(holder, 'in', reaching(context, await serverIds(context, server)))
  if (policy !== undefined) query = query.where(holder, 'in', holding(context, await policyIds(context, policy)))
  if (owner !== undefined) query = query.where('owner', '=', owner)
  if (label !== undefined) query = query.where(contains('label', label))
  if (tag !== undefined) query = query.where(contains('tags', tagText(tag)))
  if (unused !== undefined) query = query.where((eb) => eb.or([eb('used', 'is', null), eb('used', '<', unused)]))
  if (expires !== undefined) query = query.where('expires', '<', expires)
  if (after !== undefined) query = query.where('id', '<', after)
  return (await query.orderBy('id', 'desc').limit(most).execute()).map(readGrant)
}

/** Where what it reaches is written: with itself, or with its template. */
const holder = sql<string>`case when template = '' then id else template end`

const reaching = ({ control: { db } }: Context, servers: readonly string[]) =>
  db.selectFrom('grant_reaches').select('holder').where('server', 'in', servers)

const holding = ({ control: { db } }: Context, policies: readonly string[]) =>
  db.selectFrom('grant_reaches').select('holder').where('policy', 'in', policies)

async function serverIds({ control: { db }, organisation }: Context, called: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('servers')
    .select('id')
    .where('organisation', '=', organisation)
    .where((eb) => eb.or([eb('slug', '=', called), eb('id', '=', called)]))
    .execute()
  return ['', ...rows.map(({ id }) => id)]
}

async function policyIds({ control: { db }, organisation }: Context, called: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('policies')
    .select('id')
    .where('organisation', '=', organisation)
    .where(isPolicyId(called) ? 'id' : 'name', '=', called)
    .execute()
  return ['', ...rows.map(({ id }) => id)]
}

/** Whether a column holds a text, whatever the case: in every database alike. */
function contains(column: 'label' | 'tags', text: string) {
  const pattern = `%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`
  return sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '!'`
}

/** A tag as it stands in the row's JSON, which was written by us: `"name":"value"`, or `"name":`. */
function tagText(text: string): string {
  const at = text.indexOf('=')
  return at === -1
    ? `${JSON.stringify(text)}:`
    : `${JSON.stringify(text.slice(0, at))}:${JSON.stringify(text.slice(at + 1))}`
}
