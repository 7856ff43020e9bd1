import { describe, expect, it } from 'vitest'
import type { Category } from '../risk.ts'
import { surroundingsOf } from '../surroundings.ts'
import { saidOf } from './subject.ts'

const around = surroundingsOf({ name: 'acme-mcp' })
const third = (name: string, category: Category = 'Read') => saidOf(name, category, around).third

describe('a name as a sentence', () => {
  it.each<[string, Category, string]>([
    ['get_profiles', 'Read', 'fetches profiles'],
    ['get_profile', 'Read', 'fetches a profile'],
    ['delete_user', 'Destructive', 'deletes a user'],
    ['create_coupon_code', 'Write', 'creates a coupon code'],
    ['add_tag_to_resource', 'Write', 'adds a tag to a resource'],
    ['listPullRequests', 'Read', 'lists pull requests'],
    ['update_flow_status', 'Write', 'updates a flow status'],
    ['get_weather_by_coordinates', 'Read', 'fetches weather by coordinates'],
    ['replyToThread', 'Write', 'replies to a thread'],
    ['get_all_users', 'Read', 'fetches all users'],
    ['run_sql_query', 'Execute', 'runs an SQL query'],
    ['issue_add_comment', 'Write', 'adds an issue comment'],
    ['create_url', 'Write', 'creates a URL'],
    ['undo_edit', 'Write', 'undoes an edit'],
    ['pay_invoice', 'Financial', 'pays an invoice'],
    ['softdelete_page', 'Write', 'moves a page to the trash'],
    ['whoami', 'Read', 'says who is logged in'],
    ['open_orders', 'Read', 'fetches open orders'],
    ['scrape', 'Read', 'scrapes what it is told to'],
    ['place_bet', 'Financial', 'places a bet'],
    ['make_payment', 'Financial', 'makes a payment'],
    ['browser_click', 'Execute', 'clicks an element of a page'],
    ['semantic_search', 'Read', 'searches'],
    ['list_gists_for_the_user', 'Read', 'lists gists for the user'],
    ['file_reply_to_comment', 'Write', 'replies to a comment'],
    ['obtener_cliente', 'Read', 'fetches a customer'],
  ])('%s (%s) %s', (name, category, wanted) => {
    expect(third(name, category)).toBe(wanted)
  })

  it('says nothing where a name makes no sentence', () => {
    expect(third('magic', 'Write')).toBeUndefined()
    expect(third('is_valid')).toBeUndefined()
    expect(third('get_now')).toBeUndefined()
    expect(third('x'.repeat(300), 'Execute')).toBeUndefined()
  })

  it('knows what two tools have in common', () => {
    const key = (name: string) => saidOf(name, 'Write', around).thing?.key
    expect(key('update_flow_status')).toBe('flow')
    expect(key('get_flows')).toBe('flow')
    expect(key('request_profile_deletion')).toBe('profile')
    expect(key('create_catalog_item')).toBe('item')
  })
})
