/**
 * What has been forgotten. Counters of past windows are dropped; were the clock then set back into such a window, the
 * counter would look unused. So for each size of window it is remembered up to when windows may have been forgotten,
 * and none that ends by then is opened again.
 *
 * Sizes are told apart by powers of two: the days (23 to 25 hours) and the months (28 to 31 days) of one calendar
 * share a class, while a forgotten month says nothing of minutes. Windows of one size never end later than one window
 * ahead, so whatever the clock did, the neighbour that a claim offers as its next window can still be opened. Rolling
 * windows have classes of their own: they end at any instant.
 */
import type { WindowSlot } from '@portcullis/engine'

/** Up to when windows were forgotten, for each size of window. */
export interface Horizon {
  /** Windows of this one's size that end by this instant may have been forgotten; 0: none was. */
  of(slot: WindowSlot): number
  /** The same for a class of sizes. */
  until(sizeClass: number): number
  /** This window is being forgotten. */
  pass(slot: WindowSlot, rolling: boolean): void
  /** Every class that something was forgotten in: class and instant. */
  entries(): Iterable<readonly [number, number]>
  /** Takes over what an earlier process recorded. */
  restore(sizeClass: number, until: number): void
}

/** Above every class of fixed windows: those are logarithms of milliseconds. */
const ROLLING = 64

/** The class of a fixed window, by its length. */
const fixedClass = ({ from, to }: WindowSlot): number => Math.floor(Math.log2(to - from))

/** The class of rolling windows of this length, milliseconds. */
export function rollingClass(size: number): number {
  return ROLLING + Math.floor(Math.log2(size))
}

/** A horizon with nothing forgotten. */
export function createHorizon(): Horizon {
  const untils = new Map<number, number>()
  const until = (sizeClass: number): number => untils.get(sizeClass) ?? 0
  const raise = (sizeClass: number, to: number): void => {
    if (to > until(sizeClass)) untils.set(sizeClass, to)
  }
  return {
    of: (slot) => until(fixedClass(slot)),
    until,
    pass: (slot, rolling) => raise(rolling ? rollingClass(slot.to - slot.from) : fixedClass(slot), slot.to),
    entries: () => untils.entries(),
    restore: raise,
  }
}
