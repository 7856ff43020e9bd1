import { describe, expect, it } from 'vitest'
import { openShop } from '../seed/open-shop.ts'
import { TOOLS } from './table.ts'

/** The surface of the real server: each tool with its arguments, those in parentheses optional. */
const SURFACE = `
get_profiles (filter page_size page_cursor)
get_profile id
create_profile (email phone_number external_id first_name last_name properties)
update_profile id (email phone_number external_id first_name last_name properties)
delete_profile id
get_lists (filter page_size page_cursor)
get_list id
create_list name list_type
add_profiles_to_list list_id profile_ids
get_segments (filter page_size page_cursor)
get_segment id
get_events (filter page_size page_cursor)
create_event metric profile (properties time value)
get_metrics (filter page_size page_cursor)
get_metric id
get_campaigns (filter page_size page_cursor)
get_campaign id
get_flows (filter page_size page_cursor)
get_flow id
update_flow_status id status
get_templates (filter page_size page_cursor)
get_template id
create_template name html (text)
get_catalogs (page_size page_cursor)
get_catalog_items catalog_id (filter page_size page_cursor)
get_catalog_item catalog_id item_id
get_tags (filter page_size page_cursor)
create_tag name tag_type
add_tag_to_resource tag_id resource_type resource_id
get_webhooks (page_size page_cursor)
create_webhook endpoint events (profile_id)
delete_webhook id
request_profile_deletion (email phone_number profile_id)
get_coupons (filter page_size page_cursor)
create_coupon_code coupon_id code
get_forms (filter page_size page_cursor)
get_form id
get_product_reviews (filter page_size page_cursor)
get_product_review id
get_images (filter page_size page_cursor)
get_image id
`

function described({ name, inputSchema }: (typeof TOOLS)[number]): string {
  const { properties = {}, required } = inputSchema
  const needed = Array.isArray(required) ? required.map(String) : []
  const optional = Object.keys(properties ?? {}).filter((property) => !needed.includes(property))
  return [name, ...needed, ...(optional.length > 0 ? [`(${optional.join(' ')})`] : [])].join(' ')
}

describe('the tools', () => {
  it('have the names and arguments of the real server', () => {
    expect(TOOLS.map(described)).toEqual(SURFACE.trim().split('\n'))
  })

  it('show schemas of draft 7 that allow nothing else, with none of what zod adds', () => {
    for (const { name, inputSchema } of TOOLS) {
      expect(inputSchema, name).toMatchObject({
        $schema: 'http://json-schema.org/draft-07/schema#',
        additionalProperties: false,
      })
      expect(JSON.stringify(inputSchema), name).not.toMatch(/"pattern"|"propertyNames"/)
    }
    expect(TOOLS.find(({ name }) => name === 'create_event')?.inputSchema['properties']).toMatchObject({
      profile: { properties: { email: { type: 'string', format: 'email' } }, additionalProperties: false },
      properties: { type: 'object', additionalProperties: {} },
    })
  })

  const pairs = TOOLS.filter(({ name }) => name.startsWith('get_') && TOOLS.some((tool) => tool.name === `${name}s`))

  it.each(pairs.filter(({ name }) => name !== 'get_catalog_item').map((tool) => [tool.name, tool] as const))(
    '%s gets what the list shows, and says so when there is no such id',
    (name, tool) => {
      const shop = openShop()
      const listed = TOOLS.find((other) => other.name === `${name}s`)!.call(shop, { page_size: 1 })
      const [first] = 'data' in listed ? [listed.data].flat() : []
      expect(tool.call(shop, { id: (first as { id: string }).id })).toEqual({ data: first })
      expect(tool.call(shop, { id: 'NOBODY' })).toEqual({
        errors: [expect.objectContaining({ status: 404, code: 'not_found' })],
      })
    },
  )

  it.each(TOOLS.map((tool) => [tool.name, tool] as const))('%s refuses arguments that it does not know', (_, tool) => {
    expect(tool.call(openShop(), { surprise: 1 })).toEqual({
      errors: [expect.objectContaining({ status: 400, code: 'invalid' })],
    })
  })

  it('refuse pages of the wrong size', () => {
    for (const page_size of [0, 101, '5']) {
      expect(TOOLS[0]!.call(openShop(), { page_size })).toEqual({
        errors: [expect.objectContaining({ code: 'invalid' })],
      })
    }
  })
})
