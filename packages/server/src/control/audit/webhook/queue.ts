/** What happens → deliveries that wait. */
import type { DecisionTable, WebhookTable } from '../../../store/sql/tables/audit.ts'
import type { Database, Transaction } from '../../../store/sql/tables.ts'
import { transact } from '../../../store/sql/transaction.ts'
import type { Control } from '../../control.ts'
import { newId } from '../../id.ts'
import { eventsOfChange, eventsOfDecision, type WebhookEvent } from './event.ts'
import { messageOf } from './message.ts'
import { eventsOf } from './webhook.ts'

/** Events that one delivery carries; more are counted. */
const MOST_EVENTS = 100
/** Changes that are looked at in one go. */
const CHANGES = 500
/** Deliveries that wait for one address; beyond them nothing is added: it has not answered for long. */
const MOST_WAITING = 1000

/** Puts the changes that are new into deliveries, for every organisation with an address. */
export async function queueChanges(control: Control): Promise<void> {
  const { db } = control
  const organisations = await db.selectFrom('webhooks').select('organisation').distinct().execute()
  for (const { organisation } of organisations) await queueChangesOf(control, organisation)
}

async function queueChangesOf(control: Control, organisation: string): Promise<void> {
  const { db } = control
  const webhooks = await activeOf(db, organisation)
  const place = await db
    .selectFrom('webhook_places')
    .select('change_seq')
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  const head = await db
    .selectFrom('change_heads')
    .select('seq')
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  if (head === undefined || place?.change_seq === head.seq) return
  // What was changed before there was any address is not told.
  const from = place?.change_seq ?? Math.min(head.seq, ...(await createdAfter(db, organisation)))
  const rows = await db
    .selectFrom('changes')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('seq', '>', from)
    .orderBy('seq')
    .limit(CHANGES)
    .execute()
  await queue(control, { organisation, webhooks, events: rows.flatMap(eventsOfChange) }, rows.at(-1)?.seq ?? head.seq)
}

/** Number of the change by which the first address was made. */
async function createdAfter(db: Database, organisation: string): Promise<readonly number[]> {
  const row = await db
    .selectFrom('changes')
    .select('seq')
    .where('organisation', '=', organisation)
    .where('action', '=', 'webhook.create')
    .orderBy('seq', 'desc')
    .executeTakeFirst()
  return row === undefined ? [] : [row.seq]
}

/** Puts what decisions tell into deliveries. */
export async function queueDecisions(
  control: Control,
  organisation: string,
  decisions: readonly DecisionTable[],
): Promise<void> {
  const events = decisions.flatMap(eventsOfDecision)
  if (events.length === 0) return
  const webhooks = await activeOf(control.db, organisation)
  if (webhooks.length > 0) await queue(control, { organisation, webhooks, events }, undefined)
}

/** Addresses of the organisation that are told anything. */
export const activeOf = (db: Database | Transaction, organisation: string): Promise<readonly WebhookTable[]> =>
  db.selectFrom('webhooks').selectAll().where('organisation', '=', organisation).where('active', '=', 1).execute()

interface Queued {
  readonly organisation: string
  readonly webhooks: readonly WebhookTable[]
  readonly events: readonly WebhookEvent[]
}

async function queue(
  { db, clock }: Control,
  { organisation, webhooks, events }: Queued,
  changeSeq: number | undefined,
): Promise<void> {
  const at = clock.now()
  await transact(db, async (tx) => {
    for (const webhook of webhooks) await queueFor(tx, webhook, events, at)
    if (changeSeq === undefined) return
    await tx
      .insertInto('webhook_places')
      .values({ organisation, change_seq: changeSeq })
      .onConflict((conflict) => conflict.column('organisation').doUpdateSet({ change_seq: changeSeq }))
      .execute()
  })
}

/** A delivery of what the address wants to hear; none where it has not answered for long. */
export async function queueFor(
  tx: Transaction,
  webhook: WebhookTable,
  events: readonly WebhookEvent[],
  at: number,
): Promise<void> {
  const kinds = eventsOf(webhook)
  const wanted = events.filter(({ type }) => kinds.includes(type))
  if (wanted.length === 0) return
  const { count } = await tx
    .selectFrom('webhook_deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('webhook', '=', webhook.id)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
  if (count >= MOST_WAITING) return
  const { organisation } = webhook
  const id = newId('whd', at)
  const body =
    webhook.form === 'slack' ? JSON.stringify(messageOf(wanted)) : bodyOf(id, { organisation, at, events: wanted })
  await tx
    .insertInto('webhook_deliveries')
    .values({
      ...{ id, organisation, webhook: webhook.id, body },
      ...{ state: 'waiting', attempts: 0, due: at, status: 0, failure: '', created: at },
    })
    .execute()
}

/** What is sent. */
export function bodyOf(
  id: string,
  {
    organisation,
    at,
    events,
  }: { readonly organisation: string; readonly at: number; readonly events: readonly WebhookEvent[] },
): string {
  const told = events.slice(0, MOST_EVENTS)
  return JSON.stringify({
    id,
    organisation,
    at: new Date(at).toISOString(),
    events: told,
    // Beyond these: the log has them all.
    more: events.length - told.length,
  })
}
