/** Rows that change by themselves, such as a token that is renewed: the gateway is told, no record is made. */
import type { FeedRows } from '../../ports/directory-feed.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { transact } from '../../store/sql/transaction.ts'
import type { Control } from '../control.ts'
import { raiseEpoch, type Touched } from './mutate.ts'

/**
 * Writes rows in one transaction. Resolves once the gateway said that they are in force, at the latest after a second.
 * For what nobody decides: decisions go through `mutate`.
 */
export async function unrecorded<Result>(
  control: Control,
  work: (tx: Transaction, touch: (kind: keyof FeedRows, ...ids: readonly string[]) => void) => Promise<Result>,
): Promise<Result> {
  const touched = {
    organisations: new Set<string>(),
    servers: new Set<string>(),
    policies: new Set<string>(),
    grants: new Set<string>(),
    kills: new Set<string>(),
  } satisfies Touched
  const { result, epoch } = await transact(control.db, async (tx) => {
    const made = await work(tx, (kind, ...ids) => {
      for (const id of ids) touched[kind].add(id)
    })
    const isTouched = Object.values(touched).some(({ size }) => size > 0)
    return { result: made, epoch: isTouched ? await raiseEpoch(tx) : undefined }
  })
  if (epoch !== undefined) await control.feed.publish(touched, epoch)
  return result
}
