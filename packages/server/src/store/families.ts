/** How many values a limit with `by` counts: bounded, so that nobody fills the memory with values of their own making. */
import type { Instant } from '@portcullis/engine'
import { MAX_VALUES } from '../ports/counter-store.ts'
import type { Counter } from './counter.ts'

/** The counters of all values of one limit. */
interface Family {
  /** The newest window that one of them was opened in. */
  from: Instant
  /** How many were opened in it. */
  opened: number
  /** How many are remembered at all. */
  held: number
}

/** Counts the values of each family. */
export interface Families {
  /** Whether one more value may be counted in a window. */
  hasRoom(family: string, from: Instant): boolean
  /** The counter of a value came into being, or began a new window. */
  opened(family: string, from: Instant, isNew: boolean): void
  /** A counter is forgotten. */
  dropped(counter: Counter): void
  /** Takes over a counter that an earlier process recorded. */
  restore(counter: Counter): void
}

/** No families yet. */
export function createFamilies(): Families {
  const families = new Map<string, Family>()

  const opened = (name: string, from: Instant, isNew: boolean): void => {
    const family = families.get(name)
    if (family === undefined) {
      families.set(name, { from, opened: 1, held: 1 })
      return
    }
    if (isNew) family.held++
    if (from > family.from) {
      family.from = from
      family.opened = 0
    }
    if (from === family.from) family.opened++
  }

  return {
    hasRoom(name, from) {
      const family = families.get(name)
      return family === undefined || from > family.from || family.opened < MAX_VALUES
    },
    opened,
    dropped(counter) {
      const { family: name } = counter
      const family = name === undefined ? undefined : families.get(name)
      if (name === undefined || family === undefined) return
      family.held--
      if (windowOf(counter) === family.from) family.opened--
      if (family.held === 0) families.delete(name)
    },
    restore(counter) {
      if (counter.family !== undefined) opened(counter.family, windowOf(counter), true)
    },
  }
}

/** A rolling window has no beginning: values are counted by stretches of its length. */
export function familyWindow(now: Instant, size: number): Instant {
  return Math.floor(now / size) * size
}

const windowOf = ({ from, to, entries }: Counter): Instant =>
  entries === undefined ? from : familyWindow(from, to - from)
