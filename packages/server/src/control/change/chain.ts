/** The chain of an organisation's changes: each record holds the hash of the one before. */
import { hash } from 'node:crypto'
import type { ChangeTable } from '../../store/sql/tables/change.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { canonicalJson } from './canonical-json.ts'

/** What stands before the first record. */
export const NO_HASH = '0'.repeat(64)

/** A record before it has its place in the chain. */
export type Unchained = Omit<ChangeTable, 'seq' | 'previous' | 'hash'>

/** The hash of a record: SHA-256 over the canonical JSON of all its other members. */
export function changeHash({ hash: _, ...record }: ChangeTable): string {
  return hash('sha256', canonicalJson({ ...record }), 'hex')
}

/** The last record's place, locked until the transaction ends: changes of one organisation come one after the other. */
export async function lockHead(
  tx: Transaction,
  organisation: string,
): Promise<{ readonly seq: number; readonly hash: string }> {
  // An update is a lock in every database, and creates the row where there is none.
  const head = await tx
    .insertInto('change_heads')
    .values({ organisation, seq: 0, hash: NO_HASH })
    .onConflict((conflict) => conflict.column('organisation').doUpdateSet({ organisation }))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow()
  return head
}

/** Appends a record; the head must be locked in this transaction. */
export async function append(
  tx: Transaction,
  head: { readonly seq: number; readonly hash: string },
  change: Unchained,
): Promise<ChangeTable> {
  const open = { ...change, seq: head.seq + 1, previous: head.hash, hash: '' }
  const record = { ...open, hash: changeHash(open) }
  await tx.insertInto('changes').values(record).execute()
  await tx
    .updateTable('change_heads')
    .set({ seq: record.seq, hash: record.hash })
    .where('organisation', '=', change.organisation)
    .execute()
  return record
}
