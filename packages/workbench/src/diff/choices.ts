/** Combinations: one option of each group, those that differ least from the first ones first. */

/** Combinations, and whether they are all there are. */
export interface Choices {
  readonly made: readonly (readonly number[])[]
  readonly whole: boolean
}

/** @param sizes how many options each group has @param most so many combinations are made */
export function choices(sizes: readonly number[], most: number): Choices {
  const total = sizes.reduce((product, size) => product * size, 1)
  const made: (readonly number[])[] = []
  for (let changed = 0; changed <= sizes.length && made.length < Math.min(total, most); changed++) {
    extend({ sizes, most, made }, [], changed)
  }
  return { made, whole: made.length === total }
}

interface Making {
  readonly sizes: readonly number[]
  readonly most: number
  readonly made: (readonly number[])[]
}

/** @param left so many groups are still to have another option than their first */
function extend(making: Making, chosen: readonly number[], left: number): void {
  const { sizes, most, made } = making
  if (made.length >= most || left > sizes.length - chosen.length) return
  const size = sizes[chosen.length]
  if (size === undefined) {
    made.push(chosen)
    return
  }
  if (left < sizes.length - chosen.length) extend(making, [...chosen, 0], left)
  if (left === 0) return
  for (let at = 1; at < size; at++) extend(making, [...chosen, at], left - 1)
}
