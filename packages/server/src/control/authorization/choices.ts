/** What somebody can give a client: templates that were assigned to them, and that lead to what it asks for. */
import type { Selectable } from 'kysely'
import type { GrantTable, GrantTemplateTable } from '../../store/sql/tables/grants.ts'
import type { Database, Transaction } from '../../store/sql/tables.ts'
import type { Actor } from '../actor.ts'
import type { Resource } from './resource.ts'

/** A template that fits. */
export interface Choice {
  readonly template: GrantTemplateTable
  /** Ids of the servers that a token would lead to, with the policy of each. */
  readonly reaches: readonly { readonly server: string; readonly policy: string | null }[]
  /** The grant that came of it before; undefined: the first consent makes it. */
  readonly grant: Selectable<GrantTable> | undefined
}

/** Organisations that a person belongs to, as far as the session speaks for them. */
const organisationsOf = ({ memberships }: Actor): readonly string[] => [
  ...new Set(memberships.map(({ organisation }) => organisation)),
]

/** All that fit, by label; of a person who is no member anywhere, none. */
export async function choicesOf(
  db: Database | Transaction,
  actor: Actor,
  { slug }: Resource,
): Promise<readonly Choice[]> {
  const organisations = organisationsOf(actor)
  if (actor.kind !== 'account' || organisations.length === 0) return []
  const templates = await db
    .selectFrom('grant_templates')
    .selectAll()
    .where('organisation', 'in', organisations)
    .where('account', 'in', ['', actor.id])
    .orderBy('label')
    .execute()
  const choices: Choice[] = []
  for (const template of templates) {
    const reaches = await reachesTo(db, template, slug)
    if (reaches.length > 0) choices.push({ template, reaches, grant: await grantOf(db, template.id, actor.id) })
  }
  return choices
}

async function reachesTo(
  db: Database | Transaction,
  { id, organisation }: GrantTemplateTable,
  slug: string | undefined,
): Promise<Choice['reaches']> {
  let query = db
    .selectFrom('grant_reaches')
    .innerJoin('servers', 'servers.id', 'grant_reaches.server')
    .select(['grant_reaches.server', 'grant_reaches.policy'])
    .where('grant_reaches.holder', '=', id)
    .where('servers.organisation', '=', organisation)
  if (slug !== undefined) query = query.where('servers.slug', '=', slug)
  return query.execute()
}

/** The one grant that somebody has of a template, whatever became of it. */
export async function grantOf(
  db: Database | Transaction,
  template: string,
  account: string,
): Promise<Selectable<GrantTable> | undefined> {
  return db
    .selectFrom('grants')
    .selectAll()
    .where('template', '=', template)
    .where('owner', '=', account)
    .executeTakeFirst()
}
