/** The people the shop knows, and the groups they are in. */
import type { Shop } from '../store/shop.ts'
import { createRandom, daysBefore, pick } from './random.ts'

const FIRST = [
  'Ada',
  'Bruno',
  'Chiara',
  'Dilan',
  'Elif',
  'Femke',
  'Goran',
  'Hana',
  'Ivo',
  'Jonas',
  'Kavya',
  'Linh',
] as const
const LAST = ['Abe', 'Bakker', 'Costa', 'Dvorak', 'Ekwueme', 'Fischer', 'Garcia', 'Haddad', 'Ito', 'Jensen'] as const
const TOWNS = [
  ['Utrecht', 'Netherlands', 'nl-NL'],
  ['Porto', 'Portugal', 'pt-PT'],
  ['Graz', 'Austria', 'de-AT'],
  ['Leeds', 'United Kingdom', 'en-GB'],
  ['Osaka', 'Japan', 'ja-JP'],
] as const
const TEAS = ['green', 'black', 'white', 'herbal', 'oolong'] as const
const PEOPLE = 60

const LISTS = [
  { name: 'Newsletter', opt_in_process: 'double_opt_in', share: 0.8 },
  { name: 'Tea Club members', opt_in_process: 'single_opt_in', share: 0.3 },
  { name: 'Workshop waiting list', opt_in_process: 'single_opt_in', share: 0.15 },
  { name: 'Wholesale contacts', opt_in_process: 'double_opt_in', share: 0.08 },
] as const

const SEGMENTS = [
  ['Bought in the last 90 days', "metric('Placed Order').count > 0 over 90 days"],
  ['At risk of leaving', "metric('Placed Order').count = 0 over 180 days and metric('Placed Order').count > 0"],
  ['Opens everything', "metric('Opened Email').count >= 5 over 30 days"],
  ['Green tea drinkers', "properties.favourite_tea = 'green'"],
] as const

/** Adds profiles, lists with members, and segments. */
export function fillPeople(shop: Shop): void {
  const random = createRandom(1)
  const profiles = Array.from({ length: PEOPLE }, (_, n) => addProfile(shop, n, random))
  for (const { name, opt_in_process, share } of LISTS) {
    const [created, updated] = [daysBefore(700), daysBefore(3)]
    const list = shop.lists.add({ name, list_type: 'list', opt_in_process, profile_count: 0, created, updated })
    const members = profiles.filter(() => random() < share)
    shop.join(list.id, members)
  }
  for (const [name, definition] of SEGMENTS) {
    const [created, updated] = [daysBefore(400), daysBefore(random() * 30)]
    shop.segments.add({ name, definition, is_active: true, is_processing: false, is_starred: false, created, updated })
  }
}

function addProfile(shop: Shop, n: number, random: () => number): string {
  const first_name = FIRST[n % FIRST.length] ?? FIRST[0]
  const last_name = LAST[(n * 7) % LAST.length] ?? LAST[0]
  const [city, country, locale] = pick(random, TOWNS)
  const age = 30 + random() * 600
  const profile = shop.profiles.add({
    email: `${first_name}.${last_name}${n}@example.com`.toLowerCase(),
    phone_number: `+1555010${String(n).padStart(4, '0')}`,
    external_id: `customer-${1000 + n}`,
    first_name,
    last_name,
    locale,
    location: { city, country },
    properties: { favourite_tea: pick(random, TEAS), loyalty_points: Math.floor(random() * 900) },
    created: daysBefore(age),
    updated: daysBefore(random() * 30),
  })
  return profile.id
}
