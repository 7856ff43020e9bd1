/** What the shop sends, and what that is made of. */
import type { Shop } from '../store/shop.ts'
import { daysBefore } from './random.ts'

const TEMPLATES = [
  ['Plain letter', 'Dear {{ first_name }},'],
  ['Order confirmation', 'Thank you for your order {{ order_id }}.'],
  ['Abandoned basket', 'Your tea is still waiting.'],
  ['Monthly newsletter', 'What is brewing this month'],
] as const

const CAMPAIGNS = [
  ['Spring harvest is here', 'Sent', 160],
  ['Iced tea weekend', 'Sent', 75],
  ['Autumn blends preview', 'Sent', 12],
  ['Tea Club: October box', 'Scheduled', -20],
  ['Winter gift guide', 'Draft', undefined],
  ['Wholesale price list', 'Draft', undefined],
] as const

const FLOWS = [
  ['Welcome series', 'live', 'Added to List'],
  ['Abandoned basket', 'live', 'Metric'],
  ['Thank you and review', 'live', 'Metric'],
  ['Win back', 'manual', 'Metric'],
  ['Birthday', 'draft', 'Date Based'],
] as const

const FORMS = [
  ['Newsletter pop-up', 'live'],
  ['Footer sign-up', 'live'],
  ['Workshop waiting list', 'draft'],
] as const

const IMAGES = [
  ['logo.png', 'png', 18_204],
  ['spring-harvest.jpg', 'jpeg', 240_118],
  ['teapot.jpg', 'jpeg', 193_550],
  ['gift-box.jpg', 'jpeg', 310_990],
] as const

const TAGS = [
  ['seasonal', 'custom'],
  ['loyalty', 'custom'],
  ['reviewed', 'system'],
] as const

/** Adds templates, campaigns, flows, forms, images and tags. */
export function fillMessages(shop: Shop): void {
  const [created, updated] = [daysBefore(420), daysBefore(21)]
  for (const [name, text] of TEMPLATES) {
    shop.templates.add({
      name,
      editor_type: 'CODE',
      html: `<html><body><p>${text}</p></body></html>`,
      text,
      created,
      updated,
    })
  }
  for (const campaign of CAMPAIGNS) addCampaign(shop, campaign)
  for (const [name, status, trigger_type] of FLOWS) {
    shop.flows.add({ name, status, trigger_type, archived: false, created, updated })
  }
  for (const [name, status] of FORMS) {
    shop.forms.add({ name, status, ab_test: false, created_at: created, updated_at: updated })
  }
  for (const [name, format, size] of IMAGES) {
    const image_url = `https://images.example.com/${name}`
    shop.images.add({ name, image_url, format, size, hidden: false, updated_at: updated })
  }
  for (const [name, tag_type] of TAGS) shop.tags.add({ name, tag_type, created })
}

function addCampaign(shop: Shop, [name, status, sentBefore]: (typeof CAMPAIGNS)[number]): void {
  const list = shop.lists.find(({ attributes }) => attributes['name'] === 'Newsletter')
  const send_time = sentBefore === undefined ? null : daysBefore(sentBefore)
  shop.campaigns.add({
    name,
    status,
    archived: false,
    channel: 'email',
    audiences: { included: list ? [list.id] : [], excluded: [] },
    send_strategy: { method: status === 'Scheduled' ? 'static' : 'immediate' },
    send_time,
    created_at: daysBefore(200),
    updated_at: daysBefore(10),
  })
}
