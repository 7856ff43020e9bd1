/** Addresses that are told of what happens: made, edited, removed. */
import { z } from 'zod'
import { destinationOf } from '../../../egress/guard.ts'
import type { WebhookTable } from '../../../store/sql/tables/audit.ts'
import type { Database, Transaction } from '../../../store/sql/tables.ts'
import { unlessChanged } from '../../api/etag.ts'
import { isProblem, notFound, type Problem, wrongField } from '../../api/problem.ts'
import { mutate } from '../../change/mutate.ts'
import type { Context } from '../../context.ts'
import type { Control } from '../../control.ts'
import { newId } from '../../id.ts'
import { EVENT_KINDS } from './event.ts'
import { newWebhookSecret } from './sign.ts'

const EVENTS = z.array(z.enum(EVENT_KINDS)).min(1).max(EVENT_KINDS.length)
const FORM = z
  .enum(['signed', 'slack'])
  .describe(
    '`signed`: JSON with a signature. `slack`: a message in words, for incoming webhooks of Slack and of what is like it; their address is their secret, and nothing is signed. They tell of approvals only.',
  )
const LABEL = z.string().trim().min(1).max(100)
const URL_TEXT = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .describe('Where events are posted to.')

/** What is said of a new one. */
export const WEBHOOK_BODY = z.strictObject({
  label: LABEL,
  form: FORM.default('signed'),
  url: URL_TEXT,
  events: EVENTS.describe('Kinds of events.'),
})

/** What may be edited. */
export const WEBHOOK_EDIT = z.strictObject({
  label: LABEL.optional(),
  url: URL_TEXT.optional(),
  events: EVENTS.optional(),
  active: z.boolean().optional().describe('`false`: nothing is sent, and what happens meanwhile is not made up for.'),
})

/** As it is shown: never its secret. */
export const WEBHOOK_VIEW = z.object({
  id: z.string(),
  label: z.string(),
  form: z.string(),
  url: z.string().describe('Without what follows the host, which may be a secret: `https://hooks.example.com/…`.'),
  events: z.array(z.string()),
  active: z.boolean(),
  created: z.int(),
  created_by: z.string(),
})

/** Shows a row. */
export const viewWebhook = (row: WebhookTable): z.input<typeof WEBHOOK_VIEW> => ({
  id: row.id,
  label: row.label,
  form: row.form,
  url: row.url,
  events: eventsOf(row),
  active: row.active === 1,
  created: row.created,
  created_by: row.created_by,
})

/** Kinds of events that an address wants. */
export const eventsOf = (row: WebhookTable): string[] => z.array(z.string()).parse(JSON.parse(row.events))

/** Where the envelope of a secret opens. */
export const webhookPlace = ({ organisation, id }: { readonly organisation: string; readonly id: string }) => [
  organisation,
  'webhook',
  id,
  'secret',
]

/** Where the envelope of an address opens. */
export const webhookUrlPlace = ({ organisation, id }: { readonly organisation: string; readonly id: string }) => [
  organisation,
  'webhook',
  id,
  'url',
]

/** How an address is stored: sealed, and as much of it in clear as is shown. */
export function storedUrl(
  { sealer }: Pick<Control, 'sealer'>,
  webhook: { readonly organisation: string; readonly id: string },
  text: string,
): Pick<WebhookTable, 'url' | 'sealed_url'> {
  const { origin, pathname, search } = new URL(text)
  const more = pathname === '/' && search === '' ? '' : '/…'
  return { url: `${origin}${more}`, sealed_url: sealer.seal(text, webhookUrlPlace(webhook)) }
}

/** Addresses of one organisation. */
const MOST = 50

/** One of them; a problem where there is none. */
export async function findWebhook(
  db: Database | Transaction,
  organisation: string,
  id: string,
): Promise<WebhookTable | Problem> {
  const row = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? notFound
}

/** What speaks against an address before it is even looked up. */
function judgeUrl({ control }: Context, text: string): Problem | undefined {
  const url = new URL(text)
  if (url.username !== '' || url.password !== '')
    return wrongField('/body/url', 'The URL contains credentials.', 'Leave them out: deliveries are signed.')
  const why = control.egress.guard.name(destinationOf(url))
  return why === undefined ? undefined : wrongField('/body/url', why, 'Name an address that others can reach.')
}

function judgeEvents(form: string, events: readonly string[]): Problem | undefined {
  if (form !== 'slack' || events.every((kind) => kind.startsWith('approval.'))) return undefined
  const remedy = 'Choose among `approval.pending`, `approval.expiring`, `approval.decided`; or send `"form": "signed"`.'
  return wrongField('/body/events', 'Messages in words tell of approvals only.', remedy)
}

/** Makes one. The secret is shown this once. */
export async function createWebhook(
  context: Context,
  body: z.output<typeof WEBHOOK_BODY>,
): Promise<{ readonly row: WebhookTable; readonly secret: string | undefined } | Problem> {
  const { control, organisation, actor, at } = context
  const wrong = judgeUrl(context, body.url) ?? judgeEvents(body.form, body.events)
  if (wrong !== undefined) return wrong
  const id = newId('whk', at)
  const { form } = body
  const secret = form === 'slack' ? undefined : newWebhookSecret()
  const events = JSON.stringify([...new Set(body.events)])
  const row: WebhookTable = {
    ...{ id, organisation, label: body.label, form, events },
    ...{ active: 1, revision: 1, created: at, created_by: actor.name },
    ...storedUrl(control, { organisation, id }, body.url),
    sealed: control.sealer.seal(secret ?? '', webhookPlace({ organisation, id })),
  }
  const detail = { label: row.label, origin: new URL(body.url).origin, events: body.events }
  return mutate(context, { action: 'webhook.create', object: { kind: 'webhook', id }, detail }, async (tx) => {
    const { count } = await tx
      .selectFrom('webhooks')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('organisation', '=', organisation)
      .executeTakeFirstOrThrow()
    if (count >= MOST)
      return wrongField('/body', `There are ${MOST} webhooks already.`, 'Remove one that is not needed any more.')
    await tx.insertInto('webhooks').values(row).execute()
    return { row, secret }
  })
}

function edited({ control }: Context, row: WebhookTable, edit: z.output<typeof WEBHOOK_EDIT>): WebhookTable {
  const { url, events, active, label = row.label } = edit
  return {
    ...row,
    label,
    ...(url !== undefined && storedUrl(control, row, url)),
    events: events === undefined ? row.events : JSON.stringify([...new Set(events)]),
    active: active === undefined ? row.active : Number(active),
    revision: row.revision + 1,
  }
}

/** Edits one. */
export async function editWebhook(
  context: Context,
  id: string,
  edit: z.output<typeof WEBHOOK_EDIT>,
): Promise<WebhookTable | Problem> {
  const { organisation } = context
  const wrong = edit.url === undefined ? undefined : judgeUrl(context, edit.url)
  if (wrong !== undefined) return wrong
  return mutate(context, { action: 'webhook.edit', object: { kind: 'webhook', id } }, async (tx, changing) => {
    const row = await findWebhook(tx, organisation, id)
    if (isProblem(row)) return row
    const changed = unlessChanged(context.expected, row.revision)
    if (changed !== undefined) return changed
    const unfit = edit.events && judgeEvents(row.form, edit.events)
    if (unfit !== undefined) return unfit
    const next = edited(context, row, edit)
    changing.note({
      label: next.label,
      origin: new URL(next.url).origin,
      events: eventsOf(next),
      active: next.active === 1,
    })
    await tx.updateTable('webhooks').set(next).where('id', '=', id).execute()
    return next
  })
}

/** Removes one, with what waits for it. */
export async function deleteWebhook(context: Context, id: string): Promise<Problem | undefined> {
  return mutate(context, { action: 'webhook.delete', object: { kind: 'webhook', id } }, async (tx, changing) => {
    const row = await findWebhook(tx, context.organisation, id)
    if (isProblem(row)) return row
    changing.note({ label: row.label })
    await tx.deleteFrom('webhook_deliveries').where('webhook', '=', id).execute()
    await tx.deleteFrom('webhooks').where('id', '=', id).execute()
    return undefined
  })
}
