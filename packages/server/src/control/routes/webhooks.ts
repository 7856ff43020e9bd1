/** Routes: webhooks, and what was sent to them. */
import { z } from 'zod'
import type { WebhookDeliveryTable } from '../../store/sql/tables/audit.ts'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem, notFound } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import {
  createWebhook,
  deleteWebhook,
  editWebhook,
  findWebhook,
  viewWebhook,
  WEBHOOK_BODY,
  WEBHOOK_EDIT,
  WEBHOOK_VIEW,
} from '../audit/webhook/webhook.ts'
import { mutate } from '../change/mutate.ts'

const inOrganisation = z.object({ organisation: z.string() })
const oneWebhook = inOrganisation.extend({ webhook: z.string() })
const PATH = '/organisations/{organisation}/webhooks'
const shared = { tag: 'Webhooks', permission: 'audit.edit' } as const

export const listWebhooks = route({
  ...shared,
  id: 'webhooks.list',
  method: 'GET',
  path: PATH,
  summary: 'Addresses that are told of what happens.',
  shapes: { params: inOrganisation, answer: z.object({ items: z.array(WEBHOOK_VIEW) }) },
  async run({ control, organisation }) {
    const rows = await control.db
      .selectFrom('webhooks')
      .selectAll()
      .where('organisation', '=', organisation)
      .orderBy('id')
      .execute()
    return answer({ items: rows.map(viewWebhook) })
  },
})

export const createWebhookRoute = route({
  ...shared,
  id: 'webhooks.create',
  method: 'POST',
  path: PATH,
  summary: 'Adds an address. Its secret is shown once.',
  description:
    'Deliveries are signed as Standard Webhooks 1.0 has it: `webhook-id`, `webhook-timestamp`, and in `webhook-signature` an HMAC-SHA-256 of the three with the body. An answer other than 2xx is a failure; it is tried again seven times within a day. A delivery may come twice: its id is the same then.',
  status: 201,
  once: true,
  shapes: {
    params: inOrganisation,
    body: WEBHOOK_BODY,
    answer: WEBHOOK_VIEW.extend({
      secret: z.string().optional().describe('`whsec_…`: by it the receiver judges signatures; none for `slack`.'),
    }),
  },
  async run(context, { body }) {
    const made = await createWebhook(context, body)
    if (isProblem(made)) return made
    const { row, secret } = made
    return answer({ ...viewWebhook(row), ...(secret !== undefined && { secret }) }, { revision: 1 })
  },
})

export const readWebhook = route({
  ...shared,
  id: 'webhooks.read',
  method: 'GET',
  path: `${PATH}/{webhook}`,
  summary: 'One address.',
  shapes: { params: oneWebhook, answer: WEBHOOK_VIEW },
  async run({ control, organisation }, { params }) {
    const row = await findWebhook(control.db, organisation, params.webhook)
    return isProblem(row) ? row : answer(viewWebhook(row), { revision: row.revision })
  },
})

export const editWebhookRoute = route({
  ...shared,
  id: 'webhooks.edit',
  method: 'PATCH',
  path: `${PATH}/{webhook}`,
  summary: 'Edits an address, or switches it off.',
  shapes: { params: oneWebhook, body: WEBHOOK_EDIT, answer: WEBHOOK_VIEW },
  async run(context, { params, body }) {
    const row = await editWebhook(context, params.webhook, body)
    return isProblem(row) ? row : answer(viewWebhook(row), { revision: row.revision })
  },
})

export const deleteWebhookRoute = route({
  ...shared,
  id: 'webhooks.delete',
  method: 'DELETE',
  path: `${PATH}/{webhook}`,
  summary: 'Removes an address, with what waits for it.',
  shapes: { params: oneWebhook },
  async run(context, { params }) {
    return (await deleteWebhook(context, params.webhook)) ?? done
  },
})

const DELIVERY_VIEW = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'delivered', 'dead']),
  attempts: z.int(),
  due: z.int().optional().describe('When it is tried next.'),
  status: z.int().optional().describe('HTTP status of the last answer.'),
  failure: z.string().optional().describe('What went wrong last.'),
  created: z.int(),
  body: z.record(z.string(), z.unknown()).describe('What is sent.'),
})

const viewDelivery = (row: WebhookDeliveryTable): z.input<typeof DELIVERY_VIEW> => ({
  id: row.id,
  state: row.state === 'delivered' || row.state === 'dead' ? row.state : 'waiting',
  attempts: row.attempts,
  ...(row.state === 'waiting' && { due: row.due }),
  ...(row.status > 0 && { status: row.status }),
  ...(row.failure !== '' && { failure: row.failure }),
  created: row.created,
  body: JSON.parse(row.body),
})

export const listDeliveries = route({
  ...shared,
  id: 'webhooks.deliveries.list',
  method: 'GET',
  path: `${PATH}/{webhook}/deliveries`,
  summary: 'What was sent to an address, waits, or could not be delivered: the latest first.',
  shapes: {
    params: oneWebhook,
    query: z.object({ ...pageQuery, state: z.enum(['waiting', 'delivered', 'dead']).optional() }),
    answer: pageOf(DELIVERY_VIEW),
  },
  async run(context, { params, query: { cursor, limit, state } }) {
    const { control, organisation } = context
    const webhook = await findWebhook(control.db, organisation, params.webhook)
    if (isProblem(webhook)) return webhook
    const page = await paged(context, {
      list: 'webhook-deliveries',
      filter: [webhook.id, state ?? null],
      query: { cursor, limit },
      read(after: readonly [string] | undefined, most) {
        const all = control.db.selectFrom('webhook_deliveries').selectAll().where('webhook', '=', webhook.id)
        const some = state === undefined ? all : all.where('state', '=', state)
        const next = after === undefined ? some : some.where('id', '<', after[0])
        return next.orderBy('id', 'desc').limit(most).execute()
      },
      key: (row: WebhookDeliveryTable): readonly [string] => [row.id],
    })
    return isProblem(page) ? page : answer({ ...page, items: page.items.map(viewDelivery) })
  },
})

export const sendAgain = route({
  ...shared,
  id: 'webhooks.deliveries.send',
  method: 'POST',
  path: `${PATH}/{webhook}/deliveries/{delivery}/send`,
  summary: 'Sends a delivery again, with the same id.',
  status: 202,
  shapes: { params: oneWebhook.extend({ delivery: z.string() }), answer: DELIVERY_VIEW },
  async run(context, { params }) {
    const change = {
      action: 'webhook.send',
      object: { kind: 'webhook', id: params.webhook },
      detail: { delivery: params.delivery },
    }
    const row = await mutate(context, change, async (tx) => {
      const found = await tx
        .updateTable('webhook_deliveries')
        .set({ state: 'waiting', attempts: 0, due: context.at })
        .where('organisation', '=', context.organisation)
        .where('webhook', '=', params.webhook)
        .where('id', '=', params.delivery)
        .returningAll()
        .executeTakeFirst()
      return found ?? notFound
    })
    return isProblem(row) ? row : answer(viewDelivery(row))
  },
})
