/** Events: what profiles did. */
import { z } from 'zod'
import { problem, type Resource, reference } from '../store/resource.ts'
import type { Shop } from '../store/shop.ts'
import { DETAILS, listTool, type Tool, tool } from './tool.ts'

const EVENT = z.strictObject({
  metric: z.strictObject({ name: z.string() }),
  profile: z.strictObject({ email: z.email() }),
  properties: DETAILS.optional(),
  time: z.string().optional(),
  value: z.number().optional(),
})

const createEvent = tool('create_event', EVENT, (shop, { metric, profile, properties = {}, time, value = null }) => {
  const at = new Date(time ?? shop.now())
  if (Number.isNaN(at.getTime()))
    return problem(400, 'invalid', 'The time is no instant; write it as 2026-01-31T09:00:00Z.')
  const data = shop.events.add(
    { event_properties: properties, value, datetime: at.toISOString(), timestamp: Math.floor(at.getTime() / 1000) },
    {
      relationships: {
        metric: reference(metricNamed(shop, metric.name)),
        profile: reference(profileOf(shop, profile.email)),
      },
    },
  )
  return { data }
})

function metricNamed(shop: Shop, name: string): Resource {
  const now = shop.now()
  return (
    shop.metrics.find(({ attributes }) => attributes['name'] === name) ??
    shop.metrics.add({ name, created: now, updated: now, integration: { name: 'API', category: 'API' } })
  )
}

function profileOf(shop: Shop, email: string): Resource {
  const now = shop.now()
  return (
    shop.profiles.find(({ attributes }) => attributes['email'] === email) ??
    shop.profiles.add({ email, properties: {}, created: now, updated: now })
  )
}

/** Events. */
export const events: readonly Tool[] = [listTool('get_events', 'events'), createEvent]
