/** Where a policy holds. */
import type { Database, Transaction } from '../../store/sql/tables.ts'
import { grantsUsing } from '../grant/used-by.ts'
import type { PolicyRow } from './policy.ts'

/** One place. */
export interface PolicyUse {
  /** As the organisation's or a server's baseline, or as a grant's own policy (or its draft) on a server. */
  readonly kind: 'organisation' | 'server' | 'grant' | 'template'
  readonly id: string
  readonly label: string
}

/** All places where it holds. */
export async function usesOf(
  db: Database | Transaction,
  { id, organisation }: Pick<PolicyRow, 'id' | 'organisation'>,
): Promise<readonly PolicyUse[]> {
  const organisations = await db
    .selectFrom('organisations')
    .select(['id', 'label'])
    .where('id', '=', organisation)
    .where('baseline', '=', id)
    .execute()
  const servers = await db
    .selectFrom('servers')
    .select(['id', 'slug'])
    .where('organisation', '=', organisation)
    .where('baseline', '=', id)
    .orderBy('slug')
    .execute()
  return [
    ...organisations.map((row) => ({ kind: 'organisation' as const, id: row.id, label: row.label })),
    ...servers.map((row) => ({ kind: 'server' as const, id: row.id, label: row.slug })),
    ...(await grantsUsing(db, { policy: id })),
  ]
}
