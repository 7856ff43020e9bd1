/** Gives sessions their places: a grant has four, so that starting a new session does not start a new budget. */
import type { SessionSlot } from '@portcullis/engine'

const SLOTS = [0, 1, 2, 3] as const
const LARGEST = 100_000

export interface SessionSlots {
  /** The grant's least recently used slot, now used. */
  next(grant: string): SessionSlot
  /** Says that a session of this slot was active. */
  touch(grant: string, slot: SessionSlot): void
}

/** Slots of all grants, least recently used first; grants that have not been seen longest are forgotten beyond 100,000. */
export function createSessionSlots(): SessionSlots {
  const order = new Map<string, SessionSlot[]>()

  const of = (grant: string): SessionSlot[] => {
    const known = order.get(grant)
    if (known !== undefined) return known
    if (order.size >= LARGEST) order.delete(order.keys().next().value ?? '')
    const fresh: SessionSlot[] = [...SLOTS]
    order.set(grant, fresh)
    return fresh
  }
  const moveToEnd = (slots: SessionSlot[], slot: SessionSlot): void => {
    slots.splice(slots.indexOf(slot), 1)
    slots.push(slot)
  }

  return {
    next(grant) {
      const slots = of(grant)
      const [slot = 0] = slots
      moveToEnd(slots, slot)
      return slot
    },
    touch(grant, slot) {
      const slots = of(grant)
      if (slots[SLOTS.length - 1] !== slot) moveToEnd(slots, slot)
    },
  }
}
