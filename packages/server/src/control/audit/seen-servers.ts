/** Of which servers somebody may see decisions. */
import type { Context } from '../context.ts'
import { type Action, reachOf } from '../permissions.ts'

/** Their slugs; undefined: of all, also of those that are gone. */
export async function seenServers(
  { actor, organisation, control }: Pick<Context, 'actor' | 'organisation' | 'control'>,
  action: Action,
): Promise<readonly string[] | undefined> {
  const reach = reachOf(actor, action, organisation)
  if (reach === 'all') return undefined
  if (reach.size === 0) return []
  const rows = await control.db
    .selectFrom('servers')
    .select('slug')
    .where('organisation', '=', organisation)
    .where('id', 'in', [...reach])
    .execute()
  return rows.map(({ slug }) => slug)
}
