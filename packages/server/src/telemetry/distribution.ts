/** Counts by size: plain additions on cells that are there from the beginning. */
import type { Distribution } from '../ports/measures.ts'

/** A distribution that grows. */
export interface Sizes {
  add(size: number): void
  read(labels: readonly string[]): Distribution
}

/** @param bounds ascending; what is larger than the last is counted apart */
export function createSizes(bounds: readonly number[]): Sizes {
  const counts: number[] = new Array<number>(bounds.length + 1).fill(0)
  let sum = 0
  return {
    add(size) {
      let i = 0
      while (i < bounds.length && size > (bounds[i] ?? 0)) i++
      counts[i] = (counts[i] ?? 0) + 1
      sum += size
    },
    read: (labels) => ({ labels, counts: [...counts], sum }),
  }
}
