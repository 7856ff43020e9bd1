/** Grants as the gateway is told of them: those in force, with the digests of everything that proves them. */
import type { Instant } from '@portcullis/engine'
import type { FeedGrant, FeedReach, FeedToken } from '../../ports/directory-feed.ts'
import type { GrantTemplateTable } from '../../store/sql/tables/grants.ts'
import type { Database } from '../../store/sql/tables.ts'
import type { Control } from '../control.ts'
import { grantRows, membersAmong, raiseRows, reachRows, templateRows, tokenRows } from './feed-queries.ts'
import { type GrantRow, stateOf } from './grant.ts'
import { holderOf } from './reaches.ts'

/**
 * All grants in force, or those of these ids. One that came of a consent ends with its owner's membership. Reaches to
 * servers that are gone are left out.
 */
export async function feedGrants({ db, clock }: Control, ids?: readonly string[]): Promise<readonly FeedGrant[]> {
  const now = clock.now()
  const rows = (await grantRows(db, ids)).filter((row) => stateOf(row, now) === 'active')
  if (rows.length === 0) return []
  const facts = await factsOf(db, ids, { rows, now })
  return rows.flatMap((row) => feedGrant(row, facts))
}

interface Asked {
  readonly rows: readonly GrantRow[]
  readonly now: Instant
}

/** Everything about grants that stands in other tables. */
interface Facts {
  readonly templates: ReadonlyMap<string, GrantTemplateTable>
  /** `organisation account`. */
  readonly members: ReadonlySet<string>
  readonly tokens: ReadonlyMap<string, readonly FeedToken[]>
  readonly reaches: ReadonlyMap<string, readonly FeedReach[]>
  readonly raises: ReadonlyMap<string, ReadonlyMap<string, { readonly policy: string; readonly until: Instant }>>
}

async function factsOf(db: Database, ids: readonly string[] | undefined, { rows, now }: Asked): Promise<Facts> {
  const consented = rows.filter(({ template }) => template !== '')
  const some = (values: readonly string[]) => (ids === undefined ? undefined : [...new Set(values)])
  const holders = some(rows.map(holderOf))
  const templates = some(consented.map(({ template }) => template))
  const owners = some(consented.map(({ owner }) => owner ?? ''))
  return {
    templates: consented.length === 0 ? new Map() : await templateRows(db, templates),
    members: consented.length === 0 ? new Set() : await membersAmong(db, owners),
    tokens: await tokenRows(db, ids, now),
    reaches: await reachRows(db, holders),
    raises: await raiseRows(db, ids, now),
  }
}

function feedGrant(row: GrantRow, facts: Facts): readonly FeedGrant[] {
  const template = row.template === '' ? undefined : facts.templates.get(row.template)
  if (row.template !== '' && !isTheirs(row, template, facts)) return []
  const { id, organisation, label, owner, tags, addresses, expires } = row
  const raised = facts.raises.get(id)
  return [
    {
      id,
      organisation,
      label: template?.label ?? label,
      // What is counted for an owner is counted for nobody else, also where there is none.
      owner: owner ?? id,
      tags: template === undefined ? tags : JSON.parse(template.tags),
      addresses: template === undefined ? addresses : JSON.parse(template.addresses),
      expires: expires ?? undefined,
      tokens: facts.tokens.get(id) ?? [],
      reaches: (facts.reaches.get(holderOf(row)) ?? []).map((reach) => raisedReach(reach, raised?.get(reach.server))),
    },
  ]
}

/** Whether a template is its owner's still, and the owner a member. */
function isTheirs(
  { organisation, owner }: GrantRow,
  template: GrantTemplateTable | undefined,
  { members }: Facts,
): boolean {
  if (template === undefined || owner === null) return false
  return members.has(`${organisation} ${owner}`) && (template.account === '' || template.account === owner)
}

function raisedReach(
  reach: FeedReach,
  raise: { readonly policy: string; readonly until: Instant } | undefined,
): FeedReach {
  if (raise === undefined) return reach
  return { ...reach, policy: raise.policy, later: { from: raise.until, policy: reach.policy } }
}
