/** Tools of the same server by which something can leave. */
import type { ServerFacts, ToolFacts } from '../import/server-facts.ts'
import type { Page } from './page.ts'

const OUT = new Set(['sends', 'egress'])
const known = new WeakMap<ServerFacts, readonly ToolFacts[]>()

/** The server's tools that send something to people or out, as their marks say; found once for each server. */
export function waysOut({ server }: Page): readonly ToolFacts[] {
  const before = known.get(server)
  if (before !== undefined) return before
  const out = server.tools.filter(({ mark }) => mark.traits.some((trait) => OUT.has(trait)))
  known.set(server, out)
  return out
}
