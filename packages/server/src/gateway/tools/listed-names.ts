/** Names of prompts that stood in lists which clients were shown. */
import type { Server } from '../../ports/directory.ts'

/** Names of one server that are remembered. */
const MOST_NAMES = 5_000

const listed = new WeakMap<Server, Set<string>>()

/** A name stood in a list that went to a client. */
export function noteListed(server: Server, name: string): void {
  const names = listed.get(server) ?? new Set<string>()
  listed.set(server, names)
  if (names.size < MOST_NAMES) names.add(name)
}

/** Whether a name is known to exist on the server. */
export function isListed(server: Server, name: string): boolean {
  return listed.get(server)?.has(name) === true
}
