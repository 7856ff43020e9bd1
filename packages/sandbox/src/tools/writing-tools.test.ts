import { beforeEach, describe, expect, it } from 'vitest'
import { openShop } from '../seed/open-shop.ts'
import type { JsonObject, Resource } from '../store/resource.ts'
import type { Shop } from '../store/shop.ts'
import { TOOLS } from './table.ts'

let shop: Shop
beforeEach(() => {
  shop = openShop(() => new Date('2026-10-01T12:00:00Z'))
})

function call(name: string, args: JsonObject = {}) {
  return TOOLS.find((tool) => tool.name === name)!.call(shop, args)
}

function all(name: string, args: JsonObject = {}): readonly Resource[] {
  const answer = call(name, args)
  return 'data' in answer ? [answer.data].flat() : []
}

const one = (name: string, args: JsonObject = {}) => all(name, args)[0]!
const failed = (code: string) => ({ errors: [expect.objectContaining({ code, detail: expect.any(String) })] })

describe('profiles', () => {
  const email = 'new@example.com'

  it('that were created are listed, found and got', () => {
    const { id } = one('create_profile', { email, properties: { size: 'M' } })
    expect(one('get_profile', { id }).attributes).toEqual({
      email,
      properties: { size: 'M' },
      created: '2026-10-01T12:00:00.000Z',
      updated: '2026-10-01T12:00:00.000Z',
    })
    expect(all('get_profiles', { filter: `equals(email,"${email}")` })).toHaveLength(1)
  })

  it('need an identifier that nobody else has', () => {
    expect(call('create_profile', { first_name: 'Nobody' })).toEqual(failed('invalid'))
    const [first, second] = all('get_profiles', { page_size: 2 })
    expect(call('create_profile', { email: first!.attributes['email']! })).toEqual(failed('duplicate'))
    expect(call('update_profile', { id: second!.id, email: first!.attributes['email']! })).toEqual(failed('duplicate'))
  })

  it('are updated where told and nowhere else', () => {
    const before = one('get_profiles')
    const after = one('update_profile', { id: before.id, first_name: 'Zoe', properties: { size: 'L' } })
    expect(after.attributes).toMatchObject({ first_name: 'Zoe', email: before.attributes['email'] })
    expect(after.attributes['properties']).toEqual({ ...(before.attributes['properties'] as JsonObject), size: 'L' })
    expect(call('update_profile', { id: 'NOBODY', first_name: 'Zoe' })).toEqual(failed('not_found'))
  })

  it('that were deleted are gone, from their lists too', () => {
    const [list] = all('get_lists')
    const id = [...shop.members.get(list!.id)!][0]!
    expect(call('delete_profile', { id })).toMatchObject({ data: { id }, meta: { deleted: true } })
    expect(call('get_profile', { id })).toEqual(failed('not_found'))
    expect(call('delete_profile', { id })).toEqual(failed('not_found'))
    const count = one('get_list', { id: list!.id }).attributes['profile_count']
    expect(count).toBe(Number(list!.attributes['profile_count']) - 1)
  })

  it('are queued for deletion once, by exactly one identifier', () => {
    const { id, attributes } = one('get_profiles')
    expect(call('request_profile_deletion')).toEqual(failed('invalid'))
    expect(call('request_profile_deletion', { profile_id: id, email: attributes['email']! })).toEqual(failed('invalid'))
    expect(call('request_profile_deletion', { email: 'nobody@example.com' })).toEqual(failed('not_found'))
    const job = one('request_profile_deletion', { email: attributes['email']! })
    expect(job).toMatchObject({ type: 'data-privacy-deletion-job', attributes: { profile_id: id, status: 'queued' } })
    expect(call('request_profile_deletion', { phone_number: attributes['phone_number']! })).toEqual(failed('duplicate'))
  })
})

describe('lists', () => {
  it('take in profiles that exist, each once', () => {
    const { id: list_id } = one('create_list', { name: 'Friends', list_type: 'list' })
    const profile_ids = all('get_profiles', { page_size: 3 }).map(({ id }) => id)
    expect(call('add_profiles_to_list', { list_id, profile_ids })).toMatchObject({ meta: { added: 3 } })
    expect(call('add_profiles_to_list', { list_id, profile_ids })).toMatchObject({ meta: { added: 0 } })
    expect(call('add_profiles_to_list', { list_id, profile_ids: ['NOBODY'] })).toEqual(failed('not_found'))
    expect(call('add_profiles_to_list', { list_id: 'NONE', profile_ids })).toEqual(failed('not_found'))
    expect(one('get_lists', { filter: 'equals(name,"Friends")' }).attributes).toMatchObject({ profile_count: 3 })
  })
})

describe('events', () => {
  it('bring their metric and profile with them', () => {
    const event = { metric: { name: 'Waved' }, profile: { email: 'waver@example.com' }, properties: { hand: 'left' } }
    expect(one('create_event', { ...event, time: '2026-09-01', value: 2.5 }).attributes).toEqual({
      event_properties: { hand: 'left' },
      value: 2.5,
      datetime: '2026-09-01T00:00:00.000Z',
      timestamp: 1_788_220_800,
    })
    one('create_event', event)
    expect(all('get_metrics', { filter: 'equals(name,"Waved")' })).toHaveLength(1)
    expect(all('get_profiles', { filter: 'equals(email,"waver@example.com")' })).toHaveLength(1)
    expect(all('get_events', { filter: 'equals(event_properties.hand,"left")' })).toHaveLength(2)
    expect(call('create_event', { ...event, time: 'soon' })).toEqual(failed('invalid'))
  })
})

describe('flows, templates and tags', () => {
  it('a flow takes a new status', () => {
    const { id } = one('get_flows', { filter: 'equals(status,"draft")' })
    one('update_flow_status', { id, status: 'live' })
    expect(one('get_flow', { id }).attributes['status']).toBe('live')
    expect(call('update_flow_status', { id, status: 'paused' })).toEqual(failed('invalid'))
    expect(call('update_flow_status', { id: 'NONE', status: 'live' })).toEqual(failed('not_found'))
  })

  it('a template is kept', () => {
    const { id } = one('create_template', { name: 'Note', html: '<p>Hello</p>' })
    expect(one('get_template', { id }).attributes).toMatchObject({ name: 'Note', html: '<p>Hello</p>', text: null })
  })

  it.each(['list', 'segment', 'flow', 'campaign', 'template'])('a tag is put on a %s once', (resource_type) => {
    const tag_id = one('create_tag', { name: 'urgent', tag_type: 'custom' }).id
    const resource_id = one(`get_${resource_type}s`).id
    const put = { tag_id, resource_type, resource_id }
    one('add_tag_to_resource', { ...put, tag_id: one('get_tags').id })
    one('add_tag_to_resource', put)
    one('add_tag_to_resource', put)
    const tags = { data: [one('get_tags').id, tag_id].map((id) => ({ type: 'tag', id })) }
    expect(one(`get_${resource_type}`, { id: resource_id }).relationships).toEqual({ tags })
    expect(call('add_tag_to_resource', { ...put, tag_id: 'NONE' })).toEqual(failed('not_found'))
    expect(call('add_tag_to_resource', { ...put, resource_id: 'NONE' })).toEqual(failed('not_found'))
  })
})

describe('coupons', () => {
  it('give out each code once, and count them', () => {
    const asked = { coupon_id: 'WELCOME10', code: 'W-1' }
    expect(one('create_coupon_code', asked)).toMatchObject({ type: 'coupon-code', attributes: { unique_code: 'W-1' } })
    expect(call('create_coupon_code', asked)).toEqual(failed('duplicate'))
    one('create_coupon_code', { ...asked, code: 'W-2' })
    one('create_coupon_code', { ...asked, coupon_id: 'BIRTHDAY' })
    expect(call('create_coupon_code', { ...asked, coupon_id: 'NONE' })).toEqual(failed('not_found'))
    const counts = all('get_coupons').map(({ id, attributes }) => [id, attributes['code_count']])
    expect(counts).toEqual([
      ['WELCOME10', 2],
      ['BIRTHDAY', 1],
      ['WINBACK20', 0],
    ])
  })
})

describe('webhooks', () => {
  it('come and go', () => {
    const { id } = one('create_webhook', { endpoint: 'https://hooks.example.com/x', events: ['Placed Order'] })
    expect(all('get_webhooks').map((webhook) => webhook.id)).toContain(id)
    expect(call('delete_webhook', { id })).toMatchObject({ meta: { deleted: true } })
    expect(all('get_webhooks').map((webhook) => webhook.id)).not.toContain(id)
    expect(call('delete_webhook', { id })).toEqual(failed('not_found'))
    expect(call('create_webhook', { endpoint: 'somewhere', events: [] })).toEqual(failed('invalid'))
  })
})

describe('catalogue items', () => {
  it('are listed and got within their catalogue', () => {
    const catalog_id = one('get_catalogs').id
    expect(all('get_catalog_items', { catalog_id, filter: 'less-than(price,8)' })).toHaveLength(2)
    const item_id = one('get_catalog_items', { catalog_id }).id
    expect(one('get_catalog_item', { catalog_id, item_id }).id).toBe(item_id)
    expect(call('get_catalog_items', { catalog_id: 'NONE' })).toEqual(failed('not_found'))
    expect(call('get_catalog_item', { catalog_id: 'NONE', item_id })).toEqual(failed('not_found'))
    expect(call('get_catalog_item', { catalog_id, item_id: 'NONE' })).toEqual(failed('not_found'))
  })
})
