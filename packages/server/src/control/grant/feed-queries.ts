/** What the gateway is told of grants, as it stands in the tables: for all grants, or for some. */
import type { Instant } from '@portcullis/engine'
import type { FeedReach, FeedToken } from '../../ports/directory-feed.ts'
import type { GrantTemplateTable } from '../../store/sql/tables/grants.ts'
import type { Database } from '../../store/sql/tables.ts'
import { type GrantRow, readGrant } from './grant.ts'

/** Ids of grants; undefined: all. */
type Ids = readonly string[] | undefined

/** Groups rows. */
function grouped<Row, Value>(
  rows: readonly Row[],
  key: (row: Row) => string,
  value: (row: Row) => Value,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>()
  for (const row of rows) {
    const at = key(row)
    const group = groups.get(at)
    if (group === undefined) groups.set(at, [value(row)])
    else group.push(value(row))
  }
  return groups
}

/** Grants that are active, expired or not. */
export async function grantRows(db: Database, ids: Ids): Promise<readonly GrantRow[]> {
  const query = db.selectFrom('grants').selectAll().where('state', '=', 'active')
  const rows = await (ids === undefined ? query : query.where('id', 'in', ids)).execute()
  return rows.map(readGrant)
}

/** Templates by id. */
export async function templateRows(db: Database, ids: Ids): Promise<ReadonlyMap<string, GrantTemplateTable>> {
  const query = db.selectFrom('grant_templates').selectAll()
  const rows = await (ids === undefined ? query : query.where('id', 'in', ids)).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Who of these accounts (of all, where none are named) belongs where and may log in: `organisation account`. */
export async function membersAmong(
  db: Database,
  accounts: readonly string[] | undefined,
): Promise<ReadonlySet<string>> {
  const query = db
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account')
    .select(['memberships.organisation', 'memberships.account'])
    .where('accounts.disabled', '=', 0)
  const rows = await (accounts === undefined ? query : query.where('accounts.id', 'in', accounts)).execute()
  return new Set(rows.map(({ organisation, account }) => `${organisation} ${account}`))
}

/** What proves each grant, of all kinds. */
export async function tokenRows(
  db: Database,
  ids: Ids,
  now: Instant,
): Promise<ReadonlyMap<string, readonly FeedToken[]>> {
  const rows = [
    ...(await ownTokens(db, ids, now)),
    ...(await accessTokens(db, ids, now)),
    ...(await issued(db, ids, now)),
  ]
  return grouped(
    rows,
    ({ grant_id }) => grant_id,
    ({ digest, expires, audience }) => ({
      digest,
      expires: expires ?? undefined,
      audience: audience === '' ? undefined : audience,
    }),
  )
}

interface TokenRow {
  readonly grant_id: string
  readonly digest: string
  readonly expires: number | null
  readonly audience: string
}

async function ownTokens(db: Database, ids: Ids, now: Instant): Promise<readonly TokenRow[]> {
  const query = db
    .selectFrom('grant_tokens')
    .select(['grant_id', 'digest', 'expires'])
    .where((eb) => eb.or([eb('expires', 'is', null), eb('expires', '>', now)]))
  const rows = await (ids === undefined ? query : query.where('grant_id', 'in', ids)).execute()
  return rows.map((row) => ({ ...row, audience: '' }))
}

async function accessTokens(db: Database, ids: Ids, now: Instant): Promise<readonly TokenRow[]> {
  const query = db
    .selectFrom('oauth_tokens')
    .innerJoin('oauth_families', 'oauth_families.id', 'oauth_tokens.family')
    .select(['oauth_tokens.grant_id', 'oauth_tokens.digest', 'oauth_tokens.expires', 'oauth_families.audience'])
    .where('oauth_tokens.kind', '=', 'access')
    .where('oauth_tokens.expires', '>', now)
    .where('oauth_families.revoked', 'is', null)
  return (ids === undefined ? query : query.where('oauth_tokens.grant_id', 'in', ids)).execute()
}

async function issued(db: Database, ids: Ids, now: Instant): Promise<readonly TokenRow[]> {
  const query = db
    .selectFrom('issued_tokens')
    .innerJoin('issuers', 'issuers.id', 'issued_tokens.issuer')
    .select(['issued_tokens.grant_id', 'issued_tokens.digest', 'issued_tokens.expires', 'issued_tokens.audience'])
    .where('issued_tokens.expires', '>', now)
    .where('issuers.enabled', '=', 1)
  return (ids === undefined ? query : query.where('issued_tokens.grant_id', 'in', ids)).execute()
}

/** What grants and templates reach, of servers that are there. */
export async function reachRows(
  db: Database,
  holders: readonly string[] | undefined,
): Promise<ReadonlyMap<string, readonly FeedReach[]>> {
  const query = db
    .selectFrom('grant_reaches')
    .innerJoin('servers', 'servers.id', 'grant_reaches.server')
    .select(['grant_reaches.holder', 'grant_reaches.server', 'grant_reaches.policy', 'grant_reaches.shadow'])
    .orderBy('grant_reaches.server')
  const rows = await (holders === undefined ? query : query.where('holder', 'in', holders)).execute()
  return grouped(
    rows,
    ({ holder }) => holder,
    ({ server, policy, shadow }) => ({ server, policy: policy ?? undefined, shadow: shadow ?? undefined }),
  )
}

/** What was raised on each server of each grant. */
export async function raiseRows(
  db: Database,
  ids: Ids,
  now: Instant,
): Promise<ReadonlyMap<string, ReadonlyMap<string, { readonly policy: string; readonly until: Instant }>>> {
  const query = db
    .selectFrom('grant_raises')
    .select(['grant_id', 'server', 'policy', 'until'])
    .where('ended', 'is', null)
    .where('until', '>', now)
  const rows = await (ids === undefined ? query : query.where('grant_id', 'in', ids)).execute()
  const byGrant = new Map<string, Map<string, { readonly policy: string; readonly until: Instant }>>()
  for (const { grant_id, server, policy, until } of rows) {
    const raised = byGrant.get(grant_id) ?? new Map()
    byGrant.set(grant_id, raised.set(server, { policy, until }))
  }
  return byGrant
}
