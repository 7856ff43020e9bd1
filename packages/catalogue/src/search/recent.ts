/** Servers that were read lately, so that a page asked for twice is not read twice. */
import type { ServerFacts } from '../import/server-facts.ts'

/** Most tools of all kept servers together; a server counts as one more. */
const ROOM = 12_000

function sizeOf(server: ServerFacts): number {
  return 1 + server.tools.length
}

/** Remembers what `read` gave for a document, the latest first, within a bounded room. */
export function recent(
  read: (document: number) => ServerFacts | undefined,
): (document: number) => ServerFacts | undefined {
  const kept = new Map<number, ServerFacts>()
  let room = ROOM
  return (document) => {
    const before = kept.get(document)
    if (before !== undefined) {
      kept.delete(document)
      kept.set(document, before)
      return before
    }
    const server = read(document)
    if (server === undefined) return undefined
    kept.set(document, server)
    room -= sizeOf(server)
    for (const [oldest, old] of kept) {
      if (room >= 0 || oldest === document) break
      kept.delete(oldest)
      room += sizeOf(old)
    }
    return server
  }
}
