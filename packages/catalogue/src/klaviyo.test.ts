import { describe, expect, it } from 'vitest'
import { createClassifier } from './classify.ts'
import type { Category } from './risk.ts'

/** The tools of a real server, which at run time has no descriptions: their names, by what they do. */
const TOOLS: Readonly<Partial<Record<Category, string>>> = {
  Read: `get_profiles get_profile get_lists get_list get_segments get_segment get_events get_metrics get_metric get_campaigns
    get_campaign get_flows get_flow get_templates get_template get_catalogs get_catalog_items get_catalog_item get_tags
    get_webhooks get_coupons get_forms get_form get_product_reviews get_product_review get_images get_image`,
  Write: `create_profile update_profile create_list add_profiles_to_list create_event update_flow_status create_template
    create_tag add_tag_to_resource create_webhook create_coupon_code`,
  Destructive: 'delete_profile delete_webhook request_profile_deletion',
}

const expected = Object.entries(TOOLS).flatMap(([category, names]) =>
  names.split(/\s+/).map((name) => [name, category] as const),
)
const siblings = expected.map(([name]) => name)

describe('the Klaviyo server', () => {
  it('has 41 tools', () => expect(siblings).toHaveLength(41))

  const beside = createClassifier({ name: 'klaviyo-mcp-server', siblings })
  const alone = createClassifier()

  it.each(expected)('%s is %s, alone and beside its siblings', (name, category) => {
    expect(alone({ name }).category).toBe(category)
    expect(beside({ name }).category).toBe(category)
  })

  it('raises what reaches people, or names where data goes, above a mere Write', () => {
    const endpoint = { type: 'object', properties: { endpoint: { type: 'string' } } }
    expect(beside({ name: 'update_flow_status' })).toMatchObject({
      risk: 'High',
      reasons: ['a “flow” that is set live sends to people by itself'],
    })
    expect(beside({ name: 'create_webhook', inputSchema: endpoint }).risk).toBe('High')
    expect(beside({ name: 'get_profiles' }).risk).toBe('Medium')
    expect(beside({ name: 'get_metrics' }).risk).toBe('Low')
  })
})
