/** What the shop sells, what it is praised for, and what it gives away. */
import type { Shop } from '../store/shop.ts'
import { createRandom, daysBefore, pick } from './random.ts'

const ITEMS = [
  ['Sencha, spring harvest', 'Green tea, 100 g', 12.5],
  ['Genmaicha', 'Green tea with roasted rice, 100 g', 9.8],
  ['Earl Grey', 'Black tea with bergamot, 100 g', 8.9],
  ['Assam, second flush', 'Black tea, 100 g', 10.4],
  ['Silver needle', 'White tea, 50 g', 18],
  ['Peppermint', 'Herbal infusion, 60 g', 6.5],
  ['Rooibos with orange', 'Herbal infusion, 100 g', 7.2],
  ['Iron Buddha', 'Oolong, 75 g', 14.9],
  ['Cast-iron teapot', 'Holds 0.8 l', 54],
  ['Stoneware cup', 'Holds 0.25 l', 15],
  ['Tea Club, three months', 'Three boxes of new teas', 60],
  ['Gift box', 'Four small tins', 32],
] as const

const COUPONS = [
  ['WELCOME10', '10 % off the first order'],
  ['BIRTHDAY', 'A small tin on top of any order'],
  ['WINBACK20', '20 % off for those who have been away'],
] as const

const OPINIONS = [
  [5, 'Wonderful', 'Fresh and bright; the second brewing is even better.'],
  [4, 'Very good', 'Good tea, and it came quickly.'],
  [3, 'Fine', 'Nice, but the tin was dented.'],
  [2, 'Not for me', 'Far too bitter for my taste.'],
] as const

/** The only catalogue. */
export const CATALOG = 'default'

/** Adds the catalogue, its items, coupons and reviews. */
export function fillCatalogue(shop: Shop): void {
  const random = createRandom(2)
  const [created, updated] = [daysBefore(800), daysBefore(40)]
  shop.catalogs.add({ name: 'Shop', item_count: ITEMS.length, created, updated }, { id: CATALOG })
  for (const [n, [title, description, price]] of ITEMS.entries()) {
    const external_id = `TEA-${100 + n}`
    const url = `https://shop.example.com/items/${external_id.toLowerCase()}`
    const attributes = { catalog_id: CATALOG, external_id, title, description, price, url, published: true }
    shop.items.add({ ...attributes, created, updated }, { id: external_id })
  }
  for (const [id, description] of COUPONS) {
    shop.coupons.add({ external_id: id, description, code_count: 0, created, updated }, { id })
  }
  for (let n = 0; n < 18; n++) addReview(shop, n, random)
}

function addReview(shop: Shop, n: number, random: () => number): void {
  const [rating, title, content] = pick(random, OPINIONS)
  const [name] = pick(random, ITEMS)
  const author = shop.profiles.find(({ attributes }) => attributes['external_id'] === `customer-${1000 + n * 3}`)
  shop.reviews.add({
    author: author?.attributes['first_name'] ?? 'Anonymous',
    email: author?.attributes['email'] ?? null,
    product: { name },
    rating,
    title,
    content,
    status: rating < 3 ? 'pending' : 'published',
    verified: author !== undefined,
    created: daysBefore(random() * 200),
  })
}
