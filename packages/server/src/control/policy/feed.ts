/** Policies as the gateway is told of them: the version that is in force. */
import { parsePolicy } from '@portcullis/engine'
import type { FeedPolicy } from '../../ports/directory-feed.ts'
import type { Control } from '../control.ts'

/** All policies, or those of these ids. */
export async function feedPolicies(
  { db }: Pick<Control, 'db'>,
  ids?: readonly string[],
): Promise<readonly FeedPolicy[]> {
  const query = db
    .selectFrom('policies')
    .innerJoin('policy_versions', (join) =>
      join.onRef('policy_versions.policy', '=', 'policies.id').onRef('policy_versions.number', '=', 'policies.version'),
    )
    .select(['policies.id', 'policies.organisation', 'policies.version', 'policy_versions.text'])
    .where('policies.name', 'is not', null)
  const rows = await (ids === undefined ? query : query.where('policies.id', 'in', ids)).execute()
  return rows.map(({ id, organisation, version, text }) => {
    // Read here, so that the gateway need not: it has calls to answer meanwhile.
    const parsed = parsePolicy(text)
    const document = parsed.ok ? { document: parsed.policy } : {}
    return { id, organisation, version: String(version), text, ...document }
  })
}
