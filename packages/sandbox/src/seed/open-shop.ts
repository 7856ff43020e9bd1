/** The shop of the sandbox on its first day: Willow & Wren, which sells tea. */
import { createShop, type Shop } from '../store/shop.ts'
import { fillCatalogue } from './catalogue.ts'
import { fillEvents } from './events.ts'
import { fillMessages } from './messages.ts'
import { fillPeople } from './people.ts'

/** A shop with people, messages, goods and a history: the same every time. `clock` tells the time of what happens later. */
export function openShop(clock: () => Date = () => new Date()): Shop {
  const shop = createShop(clock)
  fillPeople(shop)
  fillMessages(shop)
  fillCatalogue(shop)
  fillEvents(shop)
  return shop
}
