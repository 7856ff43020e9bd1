/** Names for decisions: unique for ever, short, in the order in which they were given. */
import { randomBytes } from 'node:crypto'

/** Each start of a process has 72 random bits of its own, and counts from there. */
export function createIds(start: string = randomBytes(9).toString('base64url')): () => string {
  let next = 0
  return () => `${start}-${(next++).toString(36)}`
}
