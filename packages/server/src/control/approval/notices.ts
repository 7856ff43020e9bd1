/** Channels are told that something waits, that it does not wait for long any more, and how it ended. */
import type { Instant } from '@portcullis/engine'
import type { ApprovalTable } from '../../store/sql/tables/approvals.ts'
import { transact } from '../../store/sql/transaction.ts'
import type { WebhookEvent } from '../audit/webhook/event.ts'
import { activeOf, queueFor } from '../audit/webhook/queue.ts'
import type { Control } from '../control.ts'
import { stateAt } from './approval-row.ts'
import { readRules } from './asked-rules.ts'
import { linkTo } from './page-link.ts'

const MINUTE = 60_000
/** Shares and milliseconds of its time that are left when it is told that its end is near. */
const LEFT = { share: 0.2, most: 5 * MINUTE }
/** Questions that are told of in one go. */
const AT_ONCE = 100

/** What is told of a question. */
export type NoticeKind = 'pending' | 'expiring' | 'decided'

/** Something to tell. */
export interface Notice {
  readonly kind: NoticeKind
  readonly row: ApprovalTable
}

/** Which notice is due for a question; undefined: none. One that was answered before anybody was told is not told of. */
export function noticeDue(row: ApprovalTable, now: Instant): NoticeKind | undefined {
  if (stateAt(row, now) !== 'pending') return row.told === 'decided' ? undefined : 'decided'
  if (row.told === '') return 'pending'
  const isNear = row.expires - now <= Math.min(LEFT.most, (row.expires - row.opened) * LEFT.share)
  return row.told === 'pending' && isNear ? 'expiring' : undefined
}

/** Queues what is due for webhooks, once, whichever process does it. @returns what people may be told beside */
export async function queueNotices(
  control: Pick<Control, 'db' | 'clock' | 'deriveKey' | 'origin'>,
): Promise<readonly Notice[]> {
  const now = control.clock.now()
  const rows = await control.db
    .selectFrom('approvals')
    .selectAll()
    .where('told', '!=', 'decided')
    .where((eb) => eb.or([eb('told', '=', ''), eb('state', '!=', 'pending'), eb('expires', '<=', now + LEFT.most)]))
    .orderBy('opened')
    .limit(AT_ONCE)
    .execute()
  const told: Notice[] = []
  for (const row of rows) {
    const kind = noticeDue(row, now)
    if (kind !== undefined && (await queueOne(control, { kind, row }, now)) && row.told + kind !== 'decided') {
      told.push({ kind, row })
    }
  }
  return told
}

/** @returns false: another process was first */
async function queueOne(
  control: Pick<Control, 'db' | 'deriveKey' | 'origin'>,
  { kind, row }: Notice,
  now: Instant,
): Promise<boolean> {
  return transact(control.db, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('approvals')
      .set({ told: kind })
      .where('id', '=', row.id)
      .where('told', '=', row.told)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) return false
    // What nobody was told of is not told to be over.
    if (kind === 'decided' && row.told === '') return true
    const event = eventOf(control, { kind, row }, now)
    for (const webhook of await activeOf(tx, row.organisation)) await queueFor(tx, webhook, [event], now)
    return true
  })
}

/** Never an argument, nor a digest of one. */
function eventOf(control: Pick<Control, 'deriveKey' | 'origin'>, { kind, row }: Notice, now: Instant): WebhookEvent {
  const state = stateAt(row, now)
  return {
    type: `approval.${kind}`,
    at: new Date(now).toISOString(),
    approval: row.id,
    state,
    ...{ grant: row.grant_id, grant_label: row.grant_label, server: row.server_slug, tool: row.tool },
    ...(row.category !== '' && { category: row.category }),
    ...(row.risk !== '' && { risk: row.risk }),
    rules: readRules(row.rules).map(({ document, rule, message }) => ({ document, rule, message })),
    expires: new Date(row.expires).toISOString(),
    ...(row.reason !== '' && { reason: row.reason }),
    ...(state === 'pending' && {
      page: linkTo(control, { approval: row.id, account: undefined, until: row.expires }),
    }),
  }
}
