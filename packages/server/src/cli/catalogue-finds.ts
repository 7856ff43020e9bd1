/** What an import's sources gave, and how it becomes part of the installation's facts. */
import {
  addDropped,
  compareFacts,
  type Found,
  gather,
  openEntries,
  readEntries,
  type ServerFacts,
  type Tally,
  writeShards,
} from '@portcullis/catalogue'
import { openFacts } from '../store/facts/facts.ts'
import { digestOf, readOwnFacts, writeOwnFacts } from '../store/facts/own.ts'
import { readShippedFacts } from '../store/facts/shipped.ts'

/** What was found, what was left out, and what could not be asked. */
export interface Finds {
  readonly found: readonly Found[]
  /** How often for which reason. */
  readonly dropped: ReadonlyMap<string, number>
  /** Sources that gave nothing, with what to do. */
  readonly problems: readonly string[]
}

export const NOTHING: Finds = { found: [], dropped: new Map(), problems: [] }

/** A source that gave nothing. */
export function failed(problem: string): Finds {
  return { ...NOTHING, problems: [problem] }
}

/** What several sources gave, in their order. */
export function allFinds(finds: readonly Finds[]): Finds {
  return {
    found: finds.flatMap(({ found }) => found),
    dropped: finds.reduce<ReadonlyMap<string, number>>((sum, { dropped }) => addDropped(sum, dropped), new Map()),
    problems: finds.flatMap(({ problems }) => problems),
  }
}

/** What an import came to. */
export interface TakenOver {
  readonly tally: Tally
  /** Tools of servers that nobody described: left out. */
  readonly orphans: number
  /** How many servers and tools are known now. */
  readonly servers: number
  readonly tools: number
}

/** The part of all servers that is not as it ships: what was imported before, and what differs now. */
function ownOf(
  servers: readonly ServerFacts[],
  olds: readonly ServerFacts[],
  news: readonly ServerFacts[],
): readonly ServerFacts[] {
  const ids = new Set([...olds, ...news].map(({ id }) => id))
  return servers.filter(({ id }) => ids.has(id))
}

/**
 * Lays the finds over all that is known and writes what differs from the facts that ship; nothing is written where nothing
 * differs. The caller holds the lock.
 * @param day `YYYY-MM-DD`
 */
export function takeOver(dataFolder: string, finds: Finds, day: string): TakenOver {
  const before = openFacts(dataFolder)
  const known = openEntries(before.lines, before.head)
  const { servers, met, counts } = gather(known, finds.found, day)
  const { servers: news, tally } = compareFacts(known, servers, met)
  if (news.length > 0 || tally.folded > 0) {
    const shipped = readShippedFacts()
    const own = readOwnFacts(dataFolder)
    const olds = own === undefined ? [] : readEntries(own.lines, own.head)
    writeOwnFacts(dataFolder, writeShards(ownOf(servers, olds, news), shipped.head), digestOf(shipped))
  }
  const lines = before.lines.length - known.length + tally.toolsAdded - tally.toolsRemoved
  const tools = tally.folded > 0 ? counts.tools : lines
  return { tally, orphans: counts.orphans, servers: counts.servers, tools }
}
