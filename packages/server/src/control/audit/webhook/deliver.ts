/** Deliveries that are due are sent, through the guard; what fails is tried again, ever later, and is dead in the end. */
import { fetchBounded } from '../../../egress/guarded-fetch.ts'
import type { WebhookDeliveryTable, WebhookTable } from '../../../store/sql/tables/audit.ts'
import type { Control } from '../../control.ts'
import { signedHeaders } from './sign.ts'
import { webhookPlace, webhookUrlPlace } from './webhook.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Milliseconds before each further attempt; after the last it is dead. */
export const BACKOFF = [10 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR] as const

/** What the other side may take. */
const LIMITS = { time: 10 * SECOND, bytes: 64 * 1024 }
/** Deliveries that are sent at once. */
const AT_ONCE = 8
/** Delivered ones are kept for a day, dead ones for a month, so that they can be sent again. */
const KEPT = { delivered: 24 * HOUR, dead: 30 * 24 * HOUR } as const

/** Sends what is due; resolves when each has succeeded or failed. */
export async function deliverDue(control: Control): Promise<void> {
  const { db, clock } = control
  const due = await db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('due', '<=', clock.now())
    .orderBy('due')
    .limit(AT_ONCE)
    .execute()
  // An address gets one after the other.
  const first = due.filter(({ webhook }, index) => due.findIndex((other) => other.webhook === webhook) === index)
  await Promise.all(first.map((delivery) => deliver(control, delivery)))
}

/** Sends one. Another process may do so as well at the same time: the receiver knows it by its id. */
async function deliver(control: Control, delivery: WebhookDeliveryTable): Promise<void> {
  const { db, clock } = control
  const webhook = await db.selectFrom('webhooks').selectAll().where('id', '=', delivery.webhook).executeTakeFirst()
  if (webhook === undefined || webhook.active === 0) {
    await db.deleteFrom('webhook_deliveries').where('id', '=', delivery.id).execute()
    return
  }
  const { status, failure } = await send(control, webhook, delivery)
  const attempts = delivery.attempts + 1
  const wait = BACKOFF[attempts - 1]
  const state = failure === '' ? 'delivered' : wait === undefined ? 'dead' : 'waiting'
  const due = clock.now() + (wait ?? 0)
  await db
    .updateTable('webhook_deliveries')
    .set({ state, attempts, due, status, failure })
    .where('id', '=', delivery.id)
    .execute()
}

async function send(
  { sealer, egress, clock }: Control,
  webhook: WebhookTable,
  { id, body }: WebhookDeliveryTable,
): Promise<{ readonly status: number; readonly failure: string }> {
  const secret = sealer.open(webhook.sealed, webhookPlace(webhook))
  const address = sealer.open(webhook.sealed_url ?? '', webhookUrlPlace(webhook))
  if (secret === undefined || address === undefined)
    return {
      status: 0,
      failure: 'Its secrets do not open by any key that there is: remove the webhook and make it anew.',
    }
  const headers =
    webhook.form === 'slack'
      ? { 'content-type': 'application/json', 'user-agent': 'portcullis' }
      : signedHeaders(secret, { id, seconds: Math.floor(clock.now() / SECOND), body })
  const url = new URL(address)
  const answer = await fetchBounded(egress.fetch, url, { method: 'POST', headers, body }, LIMITS)
  // Its path may be a secret.
  if (!answer.ok) return { status: 0, failure: `${url.origin}: ${answer.why}` }
  const isTaken = answer.status >= 200 && answer.status < 300
  return { status: answer.status, failure: isTaken ? '' : `It answered with HTTP ${answer.status}.` }
}

/** Forgets what was delivered, and what nobody sent again for long. */
export async function sweepDeliveries({ db, clock }: Control): Promise<void> {
  for (const [state, kept] of Object.entries(KEPT)) {
    await db
      .deleteFrom('webhook_deliveries')
      .where('state', '=', state)
      .where('created', '<', clock.now() - kept)
      .execute()
  }
}
