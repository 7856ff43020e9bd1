/** Grants by their ids, for those who may see them. */
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { notFound, type Problem, problem } from '../api/problem.ts'
import type { Context } from '../context.ts'
import { type Action, may, reachOf } from '../permissions.ts'
import { type GrantRow, readGrant } from './grant.ts'

/** The grant of an organisation; a problem where there is none. */
export async function findGrant(
  db: Database | Transaction,
  organisation: string,
  id: string,
): Promise<GrantRow | Problem> {
  const row = await db
    .selectFrom('grants')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? notFound : readGrant(row)
}

/**
 * Why somebody whose roles may be for single servers may not do it to what reaches these; undefined: they may. Reading
 * asks for a role on one of them, anything else for a role on all.
 */
export function reachProblem(
  { actor, organisation }: Pick<Context, 'actor' | 'organisation'>,
  action: Action,
  servers: readonly string[],
): Problem | undefined {
  const reach = reachOf(actor, action, organisation)
  if (reach === 'all') return undefined
  const theirs = servers.filter((server) => reach.has(server)).length
  if (action === 'grant.read') return theirs > 0 ? undefined : notFound
  if (theirs > 0 && theirs === servers.length) return undefined
  const sees = servers.some((server) => may(actor, 'grant.read', organisation, server))
  return sees ? BEYOND : notFound
}

const BEYOND = problem('forbidden', 'It reaches servers for which you have no role that may do this.', {
  remedy: 'Ask somebody with a role for the whole organisation.',
})

/** Ids of the servers that a grant (or the template it came from) reaches. */
export async function serversOf(
  db: Database | Transaction,
  { id, template }: Pick<GrantRow, 'id' | 'template'>,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('grant_reaches')
    .select('server')
    .where('holder', '=', template === '' ? id : template)
    .execute()
  return rows.map(({ server }) => server)
}
