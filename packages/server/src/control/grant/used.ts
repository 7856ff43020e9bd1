/** When grants were last used: the gateway says so now and then. */
import type { Instant } from '@portcullis/engine'
import { transact } from '../../store/sql/transaction.ts'
import type { Control } from '../control.ts'

/** Milliseconds by which it is kept exactly. */
const GRAIN = 10_000

/** Keeps it; grants of the configuration file are in no row. */
export async function hearUsed(
  { db }: Control,
  grants: readonly { readonly grant: string; readonly at: Instant }[],
): Promise<void> {
  if (grants.length === 0) return
  await transact(db, async (tx) => {
    for (const { grant, at } of grants) {
      await tx
        .updateTable('grants')
        .set({ used: at })
        .where('id', '=', grant)
        .where((eb) => eb.or([eb('used', 'is', null), eb('used', '<=', at - GRAIN)]))
        .execute()
    }
  })
}
