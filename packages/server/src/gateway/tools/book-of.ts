/** The book in which the tools stand that a caller gets to see. */
import type { Environment } from '../environment.ts'
import type { Reaching } from '../upstreams.ts'
import type { ToolBook } from './tool-book.ts'

/** A server that takes each owner's own credential may show each of them other tools. */
export function bookOf(
  { knownTools, upstreams }: Pick<Environment, 'knownTools' | 'upstreams'>,
  by: Reaching,
): ToolBook {
  return knownTools.of(by.server, upstreams.of(by))
}
