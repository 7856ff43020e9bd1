/** A grant as the API shows it: nothing of its tokens but how they begin. */
import type { Instant } from '@portcullis/engine'
import { z } from 'zod'
import type { Database } from '../../store/sql/tables.ts'
import type { Context } from '../context.ts'
import { reachOf } from '../permissions.ts'
import { GRANT_STATES, type GrantRow, stateOf } from './grant.ts'
import { raisesOf } from './raise.ts'
import { holderOf, reachesOf } from './reaches.ts'

const instant = z.int().describe('Milliseconds since 1970-01-01, UTC.')

/** Another policy for a while. */
export const RAISE_VIEW = z.object({
  id: z.string(),
  server: z.string().describe('Slug.'),
  policy: z.string().describe('Name of the policy that holds until then.'),
  reason: z.string(),
  created: instant,
  created_by: z.string(),
  until: instant,
})

/** A grant. */
export const GRANT_VIEW = z.object({
  id: z.string(),
  label: z.string(),
  owner: z
    .object({ id: z.string(), name: z.string(), email: z.string().nullable(), member: z.boolean() })
    .nullable()
    .describe('`member`: belongs to the organisation still.'),
  servers: z
    .record(z.string(), z.object({ policy: z.string().nullable(), shadow: z.string().nullable() }))
    .describe('Names of policies, by slug of the server.'),
  tags: z.record(z.string(), z.string()).readonly(),
  addresses: z.array(z.string()).readonly(),
  expires: instant.nullable(),
  state: z.enum(GRANT_STATES),
  state_reason: z.string().describe('Why it is suspended or revoked.'),
  template: z.string().nullable().describe('Id of the template out of which a consent made it.'),
  tokens: z
    .array(z.object({ hint: z.string(), created: instant, expires: instant.nullable() }))
    .readonly()
    .describe('Its own tokens, by how they begin.'),
  clients: z.int().describe('OAuth clients that hold tokens of it.'),
  raises: z.array(RAISE_VIEW).readonly().describe('What holds for a while.'),
  used: instant.nullable().describe('Last use; null: never.'),
  created: instant,
  created_by: z.string(),
  revision: z.int(),
})

export type GrantView = z.input<typeof GRANT_VIEW>

/** Who looks, and when. */
export type Looking = Pick<Context, 'control' | 'actor' | 'organisation' | 'at'>

/** Shows grants; to whoever has a role for single servers, no other servers. */
export async function viewGrants(looking: Looking, rows: readonly GrantRow[]): Promise<readonly GrantView[]> {
  if (rows.length === 0) return []
  const facts = await factsOf(looking, rows)
  return rows.map((row) => {
    const { organisation: _, owner, template, ...shown } = row
    const { id } = row
    return {
      ...shown,
      owner: owner === null ? null : (facts.owners.get(owner) ?? { id: owner, name: '', email: null, member: false }),
      servers: Object.fromEntries(
        (facts.reaches.get(holderOf(row)) ?? []).flatMap(({ server, policy, shadow }) => {
          const slug = facts.slugs.get(server)
          return slug === undefined ? [] : [[slug, { policy: facts.nameOf(policy), shadow: facts.nameOf(shadow) }]]
        }),
      ),
      state: stateOf(row, looking.at),
      template: template === '' ? null : template,
      tokens: facts.tokens.get(id) ?? [],
      clients: facts.clients.get(id) ?? 0,
      raises: (facts.raises.get(id) ?? []).flatMap((raise) => {
        const server = facts.slugs.get(raise.server)
        return server === undefined ? [] : [{ ...raise, server, policy: facts.nameOf(raise.policy) ?? '' }]
      }),
    }
  })
}

async function factsOf({ control: { db }, actor, organisation, at: now }: Looking, rows: readonly GrantRow[]) {
  const ids = rows.map(({ id }) => id)
  const names = await policyNames(db, organisation)
  return {
    owners: await ownersOf(db, organisation, rows),
    slugs: seen(await slugsOf(db, organisation), reachOf(actor, 'grant.read', organisation)),
    nameOf: (policy: string | null): string | null => (policy === null ? null : (names.get(policy) ?? policy)),
    reaches: await reachesOf(db, rows.map(holderOf)),
    raises: await raisesOf(db, ids, now),
    tokens: await tokensOf(db, ids, now),
    clients: await clientsOf(db, ids, now),
  }
}

/** Those that somebody may see. */
function seen(slugs: ReadonlyMap<string, string>, reach: 'all' | ReadonlySet<string>): ReadonlyMap<string, string> {
  return reach === 'all' ? slugs : new Map([...slugs].filter(([id]) => reach.has(id)))
}

/** Slugs of an organisation's servers, by id. */
export async function slugsOf(db: Database, organisation: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('servers').select(['id', 'slug']).where('organisation', '=', organisation).execute()
  return new Map(rows.map(({ id, slug }) => [id, slug]))
}

/** Names of an organisation's policies, by id; of deleted ones too. */
export async function policyNames(db: Database, organisation: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('policies')
    .select(['id', 'known_as'])
    .where('organisation', '=', organisation)
    .execute()
  return new Map(rows.map(({ id, known_as }) => [id, known_as]))
}

async function ownersOf(
  db: Database,
  organisation: string,
  rows: readonly GrantRow[],
): Promise<ReadonlyMap<string, NonNullable<GrantView['owner']>>> {
  const ids = [...new Set(rows.flatMap(({ owner }) => owner ?? []))]
  if (ids.length === 0) return new Map()
  const accounts = await db.selectFrom('accounts').select(['id', 'name', 'email']).where('id', 'in', ids).execute()
  const memberships = await db
    .selectFrom('memberships')
    .select('account')
    .where('organisation', '=', organisation)
    .where('account', 'in', ids)
    .execute()
  const members = new Set(memberships.map(({ account }) => account))
  return new Map(accounts.map((account) => [account.id, { ...account, member: members.has(account.id) }]))
}

async function tokensOf(
  db: Database,
  ids: readonly string[],
  now: Instant,
): Promise<ReadonlyMap<string, GrantView['tokens']>> {
  const rows = await db
    .selectFrom('grant_tokens')
    .select(['grant_id', 'hint', 'created', 'expires'])
    .where('grant_id', 'in', ids)
    .where((eb) => eb.or([eb('expires', 'is', null), eb('expires', '>', now)]))
    .orderBy('created')
    .execute()
  const byGrant = new Map<string, { hint: string; created: number; expires: number | null }[]>()
  for (const { grant_id, ...token } of rows) byGrant.set(grant_id, [...(byGrant.get(grant_id) ?? []), token])
  return byGrant
}

async function clientsOf(db: Database, ids: readonly string[], now: Instant): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('oauth_families')
    .select(['grant_id', (eb) => eb.fn.countAll<number>().as('count')])
    .where('grant_id', 'in', ids)
    .where('revoked', 'is', null)
    .where('expires', '>', now)
    .groupBy('grant_id')
    .execute()
  return new Map(rows.map(({ grant_id, count }) => [grant_id, Number(count)]))
}
