/** Webhooks: where events are announced. The sandbox remembers them and calls none. */
import { z } from 'zod'
import { notFound } from '../store/resource.ts'
import { BY_ID, PAGED, type Tool, tool } from './tool.ts'

const getWebhooks = tool('get_webhooks', PAGED, (shop, query) => shop.webhooks.page(query))

const createWebhook = tool(
  'create_webhook',
  z.strictObject({ endpoint: z.url(), events: z.array(z.string()), profile_id: z.string().optional() }),
  (shop, { endpoint, events, profile_id }) => {
    if (profile_id !== undefined && !shop.profiles.get(profile_id)) return notFound('profile', profile_id)
    const now = shop.now()
    const attributes = { endpoint_url: endpoint, events, profile_id: profile_id ?? null, enabled: true }
    return { data: shop.webhooks.add({ ...attributes, created_at: now, updated_at: now }) }
  },
)

const deleteWebhook = tool('delete_webhook', BY_ID, (shop, { id }) => {
  const data = shop.webhooks.get(id)
  if (data === undefined) return notFound('webhook', id)
  shop.webhooks.remove(id)
  return { data, meta: { deleted: true } }
})

/** Webhooks. */
export const webhooks: readonly Tool[] = [getWebhooks, createWebhook, deleteWebhook]
