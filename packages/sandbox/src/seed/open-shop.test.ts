import { describe, expect, it } from 'vitest'
import type { Shop } from '../store/shop.ts'
import { openShop } from './open-shop.ts'

const everything = (shop: Shop) =>
  JSON.stringify([shop.profiles, shop.events, shop.lists, shop.reviews].map((c) => c.page({ page_size: 100 })))

describe('the shop', () => {
  it('is the same every time', () => expect(everything(openShop())).toBe(everything(openShop())))

  it('has something of every kind', () => {
    const { members, join: _join, leave: _leave, now: _now, deletions, codes, ...filled } = openShop()
    for (const collection of Object.values(filled)) expect(collection.size, collection.type).toBeGreaterThan(0)
    expect(deletions.size + codes.size).toBe(0)
    expect(members.size).toBe(4)
  })

  it('writes to nobody who exists', () => {
    const addresses = everything(openShop()).match(/[\w.]+@[\w.]+/g) ?? []
    expect(addresses.length).toBeGreaterThan(60)
    for (const address of addresses) expect(address).toMatch(/@example\.com$/)
  })

  it('counts the members of its lists', () => {
    const shop = openShop()
    for (const [id, there] of shop.members) expect(shop.lists.get(id)?.attributes['profile_count']).toBe(there.size)
  })
})
