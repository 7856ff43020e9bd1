import { describe, expect, it } from 'vitest'
import { classify } from '../classify.ts'
import { tokenize } from '../tokens.ts'
import { domainOf, domainsBeside } from './domains.ts'

const beside = (...names: readonly string[]): readonly string[] => [...domainsBeside(names.map(tokenize))]

describe('what a server is about', () => {
  it('is told by the names of its tools together', () => {
    expect(beside('get_positions', 'place_order', 'get_holdings')).toEqual(['trading'])
    expect(beside('buy_token', 'sell-token', 'list_accounts')).toEqual(['crypto'])
    expect(beside('getWallet', 'swap', 'createAccount')).toEqual(['crypto'])
  })

  it('is not told by words that have other senses', () => {
    expect(beside('get_position', 'move_element', 'get_limit')).toEqual([])
    expect(beside('create_token', 'revoke_token', 'get_address', 'list_contracts')).toEqual([])
    expect(beside('list_orders', 'create_order', 'get_market', 'list_options', 'get_symbol')).toEqual([])
    expect(beside()).toEqual([])
  })

  it('is told by names of chains, but not by everything that ends so', () => {
    expect(domainOf('acmechain')).toBe('crypto')
    expect(domainOf('langchain')).toBeUndefined()
  })

  it('decides what verbs mean there', () => {
    const siblings = ['get_positions', 'place_order', 'get_holdings', 'modify_order']
    expect(classify({ name: 'modify_order' }, { name: 'acme', siblings }).category).toBe('Financial')
    expect(classify({ name: 'modify_order' }, { name: 'acme' }).category).toBe('Write')
  })
})

describe('spending without a word for money', () => {
  it.each([
    ['create_hotel_booking', 'Financial'],
    ['mark_invoice_as_paid', 'Financial'],
    ['set_campaign_daily_budget', 'Financial'],
    ['enable_auto_renewal', 'Financial'],
    ['convert_quote_to_invoice', 'Financial'],
    ['redeem_gift_card', 'Financial'],
    ['rebalance_portfolio', 'Financial'],
    ['capture_authorization', 'Financial'],
    ['book_meeting', 'Write'],
    ['charge_battery', 'Execute'],
    ['burn_subtitles', 'Write'],
    ['add_credit_card', 'Write'],
    ['update_work_item', 'Write'],
    ['convert_invoice_to_pdf', 'Read'],
    ['sign_document', 'Write'],
  ])('%s is %s', (name, category) => expect(classify({ name }).category).toBe(category))

  it('keeps what the name says where the description repeats its verb only', () => {
    const description = 'Approve another address to make use of what you own'
    expect(classify({ name: 'approve_token_spending', description }).category).toBe('Financial')
  })
})
