/** Changes that are older than an organisation wants them kept are dropped; a record of the chain itself says up to which. */
import { z } from 'zod'
import { transact } from '../../store/sql/transaction.ts'
import { systemActor } from '../actor.ts'
import { mutate } from '../change/mutate.ts'
import type { Control } from '../control.ts'

/** The action of the record that says so. */
export const DROPPED_CHANGES = 'changes.drop'

const DETAIL = z.object({ until: z.object({ seq: z.int(), hash: z.string() }) })

/** The last dropped record, out of the detail of such a record; undefined where it says none. */
export function readDropped(detail: string): { readonly seq: number; readonly hash: string } | undefined {
  try {
    return DETAIL.parse(JSON.parse(detail)).until
  } catch {
    return undefined
  }
}

/** Drops what was changed before an instant, all but the last record. Answers how many records it was. */
export async function dropChanges(control: Control, organisation: string, before: number): Promise<number> {
  const { db, clock } = control
  const last = await db
    .selectFrom('changes')
    .select(['seq', 'hash'])
    .where('organisation', '=', organisation)
    .where('at', '<', before)
    .where('seq', '<', (eb) =>
      eb.selectFrom('change_heads').select('change_heads.seq').where('change_heads.organisation', '=', organisation),
    )
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last === undefined) return 0
  await mutate(
    { control, actor: systemActor('retention'), organisation, at: clock.now() },
    { action: DROPPED_CHANGES, object: { kind: 'changes', id: organisation }, detail: { until: last } },
    async () => undefined,
  )
  // What is gone is recorded first: a crash in between leaves more, never less, than the record says.
  const result = await transact(db, (tx) =>
    tx.deleteFrom('changes').where('organisation', '=', organisation).where('seq', '<=', last.seq).executeTakeFirst(),
  )
  return Number(result.numDeletedRows)
}
