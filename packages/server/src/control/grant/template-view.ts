/** A template as the API shows it. */
import { z } from 'zod'
import type { GrantTemplateTable } from '../../store/sql/tables/grants.ts'
import type { Database } from '../../store/sql/tables.ts'
import { policyNames, slugsOf } from './grant-view.ts'
import { reachesOf } from './reaches.ts'

/** A template. */
export const TEMPLATE_VIEW = z.object({
  id: z.string(),
  label: z.string(),
  member: z.string().nullable().describe('Id of the account that may use it; null: every member.'),
  servers: z.record(z.string(), z.object({ policy: z.string().nullable(), shadow: z.string().nullable() })),
  tags: z.record(z.string(), z.string()),
  addresses: z.array(z.string()),
  grants: z.int().describe('Grants that came of it.'),
  created: z.int(),
  created_by: z.string(),
  revision: z.int(),
})

export type TemplateView = z.input<typeof TEMPLATE_VIEW>

/** Shows templates of one organisation. */
export async function viewTemplates(
  db: Database,
  organisation: string,
  rows: readonly GrantTemplateTable[],
): Promise<readonly TemplateView[]> {
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return []
  const [slugs, names, reaches] = [
    await slugsOf(db, organisation),
    await policyNames(db, organisation),
    await reachesOf(db, ids),
  ]
  const counts = await db
    .selectFrom('grants')
    .select(['template', (eb) => eb.fn.countAll<number>().as('count')])
    .where('template', 'in', ids)
    .where('state', '!=', 'revoked')
    .groupBy('template')
    .execute()
  const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? id))
  return rows.map(({ organisation: _, account, tags, addresses, ...shown }) => ({
    ...shown,
    member: account === '' ? null : account,
    tags: JSON.parse(tags),
    addresses: JSON.parse(addresses),
    servers: Object.fromEntries(
      (reaches.get(shown.id) ?? []).flatMap(({ server, policy, shadow }) => {
        const slug = slugs.get(server)
        return slug === undefined ? [] : [[slug, { policy: nameOf(policy), shadow: nameOf(shadow) }]]
      }),
    ),
    grants: Number(counts.find(({ template }) => template === shown.id)?.count ?? 0),
  }))
}
