/** Where the rows come from that the gateway is told of: one reader for each kind. */
import type { FeedOrganisation, FeedRows } from '../../ports/directory-feed.ts'
import type { Control } from '../control.ts'
import { feedGrants } from '../grant/feed.ts'
import { feedKills } from '../kill/kill.ts'
import { feedPolicies } from '../policy/feed.ts'
import { feedServers } from '../server/feed.ts'

/** Reads all rows in force, or those of these ids; what is left out of asked ids is gone. */
export type Source<Row> = (control: Control, ids?: readonly string[]) => Promise<readonly Row[]>

/** A reader for each kind of rows. */
export type Sources = { readonly [Kind in keyof FeedRows]: Source<FeedRows[Kind][number]> }

const feedOrganisations: Source<FeedOrganisation> = async ({ db }, ids) => {
  const query = db.selectFrom('organisations').select(['id', 'baseline'])
  const rows = await (ids === undefined ? query : query.where('id', 'in', ids)).execute()
  const trusting = await db.selectFrom('issuers').select('organisation').distinct().where('enabled', '=', 1).execute()
  const trusts = new Set(trusting.map(({ organisation }) => organisation))
  return rows.map(({ id, baseline }) => ({ id, baseline: baseline ?? undefined, externalIssuers: trusts.has(id) }))
}

export const SOURCES: Sources = {
  organisations: feedOrganisations,
  servers: feedServers,
  policies: feedPolicies,
  grants: feedGrants,
  kills: feedKills,
}
