/** What time does to grants: raises end, and what is over is forgotten. */

import { systemActor } from '../actor.ts'
import { notFound } from '../api/problem.ts'
import { mutate } from '../change/mutate.ts'
import { unrecorded } from '../change/unrecorded.ts'
import type { Control } from '../control.ts'
import type { Round } from '../rounds.ts'
import { forgetFamilies } from './consent.ts'

/** Rows that one round takes. */
const ROUND = 200
const HOUR = 3_600_000

/** Ends raises whose time is over: to be done every second or so. */
export async function endDueRaises(control: Control): Promise<void> {
  const { db, clock } = control
  const at = clock.now()
  const due = await db
    .selectFrom('grant_raises')
    .select(['id', 'grant_id', 'organisation'])
    .where('ended', 'is', null)
    .where('until', '<=', at)
    .limit(ROUND)
    .execute()
  for (const { id, grant_id: grant, organisation } of due) {
    const changer = { control, actor: systemActor('grants'), organisation, at }
    const change = { action: 'grant.raise_end', object: { kind: 'grant', id: grant }, detail: { raise: id } }
    await mutate(changer, change, async (tx, changing) => {
      const ended = await tx
        .updateTable('grant_raises')
        .set({ ended: at })
        .where('id', '=', id)
        .where('ended', 'is', null)
        .returning('id')
        .executeTakeFirst()
      // Another process was quicker: there is nothing to record.
      if (ended === undefined) return notFound
      changing.touch('grants', grant)
      return undefined
    })
  }
}

/** Forgets tokens, codes and registrations that are over: to be done now and then, nothing depends on when. */
export async function sweepAuthorization(control: Control): Promise<void> {
  const now = control.clock.now()
  await unrecorded(control, async (tx, touch) => {
    const tokens = await tx.deleteFrom('oauth_tokens').where('expires', '<=', now).returning('grant_id').execute()
    const issued = await tx.deleteFrom('issued_tokens').where('expires', '<=', now).returning('grant_id').execute()
    // So that the gateway forgets them too.
    touch('grants', ...tokens.map((row) => row.grant_id), ...issued.map((row) => row.grant_id))
    // Codes are kept for a while longer: whoever comes with one again is told apart from a mistake.
    const over = await tx
      .selectFrom('oauth_families')
      .select('id')
      .where('expires', '<=', now - HOUR)
      .limit(ROUND)
      .execute()
    await forgetFamilies(
      tx,
      over.map(({ id }) => id),
    )
    await tx
      .deleteFrom('oauth_codes')
      .where('expires', '<=', now - HOUR)
      .execute()
    await tx
      .deleteFrom('oauth_clients')
      .where('expires', '<=', now)
      .where('id', 'not in', tx.selectFrom('oauth_families').select('client'))
      .execute()
  })
}

const SECOND = 1000

/** Rounds of all that. */
export const grantRounds = (control: Control): readonly Round[] => [
  { every: SECOND, alone: 'end-raises', run: () => endDueRaises(control) },
  { every: 60 * SECOND, alone: 'sweep-authorization', run: () => sweepAuthorization(control) },
]
