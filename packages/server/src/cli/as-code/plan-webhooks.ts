/** What becomes of webhooks. */
import { dereference, dereferenceSecret, type ReferenceWorld, refers } from '../remote/references.ts'
import { Stop } from '../remote/stop.ts'
import type { Change } from './change.ts'
import { changedFields, type Difference, differencesOf, type Facts } from './difference.ts'
import type { Folder, Wanted } from './folder.ts'
import type { WebhookCode } from './shapes.ts'
import type { Present, ShownWebhook } from './there.ts'

/** Webhooks that are made or changed. @param secrets addresses behind references are sent again, as nobody can compare them */
export function planWebhooks(folder: Folder, present: Present, secrets: boolean): readonly Change[] {
  if (folder.webhooks === undefined) return []
  const { webhooks } = present
  if (webhooks === undefined)
    throw new Stop('The folder has webhooks, which only admins may see. Log in as one, or leave them out.')
  return folder.webhooks.flatMap((wanted): readonly Change[] => {
    const there = webhooks.get(wanted.name)
    if (there === undefined) return [created(wanted)]
    const found = differencesOf(presentWebhook(there), wantedWebhook(wanted.code, there))
    const again = secrets && refers(wanted.code.url)
    const differences = again ? [...found, { field: 'url', before: '(not shown)', after: '(sent again)' }] : found
    return differences.length === 0 ? [] : [edited(wanted, there, differences)]
  })
}

const presentWebhook = ({ form, url, events, active }: ShownWebhook): Facts => ({
  ...{ form, url, active },
  events: [...events].sort(),
})

/** What stands behind a reference is taken for what is there. */
const wantedWebhook = ({ form, url, events, active }: WebhookCode, there: ShownWebhook): Facts => ({
  form,
  url: refers(url) ? there.url : plain(url),
  events: [...new Set<string>(events)].sort(),
  active,
})

/** An address as the control plane shows it, where it is written in clear. */
function plain(url: string): string {
  return isOrigin(url) ? new URL(url).origin : url
}

function isOrigin(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { pathname, search } = new URL(url)
  return pathname === '/' && search === ''
}

function created({ name, file, code }: Wanted<WebhookCode>): Change {
  return {
    ...{ action: 'create', kind: 'webhook', name, file, differences: [], token: true },
    make: async ({ session, params, world, onToken }) => {
      const { label, form, events, active } = code
      const url = addressOf(code, file, world)
      const { body: made } = await session.ask('webhooks.create', { params, body: { label, form, url, events } })
      if (made.secret !== undefined) onToken(`webhook ${name}`, made.secret)
      if (active) return
      await session.ask('webhooks.edit', { params: { ...params, webhook: made.id }, body: { active } })
    },
  }
}

function edited(
  { name, file, code }: Wanted<WebhookCode>,
  there: ShownWebhook,
  differences: readonly Difference[],
): Change {
  const changed = changedFields(differences)
  if (changed.has('form'))
    throw new Stop(
      `${file}: the form of a webhook cannot be changed. Give this one another name, and remove the other.`,
    )
  return {
    ...{ action: 'edit', kind: 'webhook', name, file, differences },
    make: async ({ session, params, world }) => {
      const { events, active } = code
      const body = {
        ...(changed.has('url') && { url: addressOf(code, file, world) }),
        ...(changed.has('events') && { events }),
        ...(changed.has('active') && { active }),
      }
      const one = { ...params, webhook: there.id }
      const { etag } = await session.ask('webhooks.read', { params: one })
      await session.ask('webhooks.edit', { params: one, body, ifMatch: etag })
    },
  }
}

/** What follows the host may be a secret: then it is one. */
function addressOf({ url }: WebhookCode, file: string, world: ReferenceWorld): string {
  if (!refers(url) && isOrigin(url)) return dereference(url, `${file}: url`, world)
  return dereferenceSecret(url, `${file}: url`, world)
}
