/** What happened in the shop so far. */
import { reference } from '../store/resource.ts'
import type { Shop } from '../store/shop.ts'
import { createRandom, daysBefore, pick } from './random.ts'

const METRICS = [
  ['Placed Order', 'eCommerce'],
  ['Viewed Product', 'eCommerce'],
  ['Started Checkout', 'eCommerce'],
  ['Received Email', 'Internal'],
  ['Opened Email', 'Internal'],
  ['Clicked Email', 'Internal'],
] as const
const EVENTS = 150

/** Adds metrics, events of known people, and one webhook. */
export function fillEvents(shop: Shop): void {
  const random = createRandom(3)
  const [created, updated] = [daysBefore(800), daysBefore(1)]
  for (const [name, category] of METRICS) {
    shop.metrics.add({
      name,
      created,
      updated,
      integration: { name: category === 'Internal' ? 'Mail' : 'Shop', category },
    })
  }
  for (let n = 0; n < EVENTS; n++) addEvent(shop, n, random)
  const endpoint_url = 'https://hooks.example.com/orders'
  const state = { profile_id: null, enabled: true, created_at: created, updated_at: updated }
  shop.webhooks.add({ endpoint_url, events: ['Placed Order'], ...state })
}

function addEvent(shop: Shop, n: number, random: () => number): void {
  const [name] = pick(random, METRICS)
  const metric = shop.metrics.find(({ attributes }) => attributes['name'] === name)
  const customer = `customer-${1000 + Math.floor(random() * 60)}`
  const profile = shop.profiles.find(({ attributes }) => attributes['external_id'] === customer)
  if (metric === undefined || profile === undefined) return
  const datetime = daysBefore(90 - (n * 90) / EVENTS)
  const paid = name === 'Placed Order'
  shop.events.add(
    {
      event_properties: paid ? { order_id: `W-${20_000 + n}`, items: 1 + Math.floor(random() * 4) } : {},
      value: paid ? Math.round(random() * 9000 + 800) / 100 : null,
      datetime,
      timestamp: Date.parse(datetime) / 1000,
    },
    { relationships: { metric: reference(metric), profile: reference(profile) } },
  )
}
