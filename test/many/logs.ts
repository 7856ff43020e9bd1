/** The decision logs of all gateways of an installation. */
import { type LogLine, readLog } from '../decision-log.ts'
import type { Many } from './installation.ts'

/** Everything that all of them wrote so far. */
export async function logsOf({ gateways }: Pick<Many, 'gateways'>): Promise<readonly LogLine[]> {
  return (await Promise.all(gateways.map((gateway) => readLog(gateway)))).flat()
}

/** How many calls of each tool were allowed, by their decisions, each once. */
export function allowedIn(lines: readonly LogLine[]): Readonly<Record<string, number>> {
  const seen = new Set<string>()
  const counts: Record<string, number> = {}
  for (const { type, effect, tool, id } of lines) {
    if (type !== 'decision' || effect !== 'allow' || tool === undefined || id === undefined || seen.has(id)) continue
    seen.add(id)
    counts[tool] = (counts[tool] ?? 0) + 1
  }
  return counts
}

/**
 * How many calls are known by their end alone: their gateway was killed before it could write the decision, and what it
 * had left in the store of counters told another one that they may have been made.
 */
export function knownByEnd(lines: readonly LogLine[]): number {
  const decided = new Set(lines.filter(({ type }) => type === 'decision').map(({ id }) => id))
  const ended = lines.filter(({ type, outcome, id }) => type === 'outcome' && outcome === 'unknown' && !decided.has(id))
  return new Set(ended.map(({ id }) => id)).size
}
