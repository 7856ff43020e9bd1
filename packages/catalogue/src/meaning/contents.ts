/** What a heap consists of: the payments of `a batch of payments`. */
import { singular } from '../tokens.ts'

/** Words that say how many, and nothing of what. */
const HEAPS = new Set('batch bunch bundle collection group list lot number pair selection series set'.split(' '))

/**
 * Leaves out the heap at the front, up to its `of`: what is done to a batch of invoices is done to invoices.
 * @param words what stands after a verb, lower case
 */
export function contents(words: readonly string[]): readonly string[] {
  const of = words.indexOf('of')
  const heap = words[of - 1]
  return of > 0 && of <= 3 && heap !== undefined && HEAPS.has(singular(heap)) ? words.slice(of + 1) : words
}
