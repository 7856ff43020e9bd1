/** Any file of facts, told by what is in it. */
import type { FactSource } from '../entry.ts'
import { readLine, whyDropped } from './read-lines.ts'
import { readRegistryPage, readServerJson } from './read-registry.ts'
import { isToolsFile, readToolsFile } from './read-tools-file.ts'
import { own, rowOf } from './row.ts'
import type { Found } from './server-facts.ts'

/** What was found, and what was left out: how often for which reason. */
export interface ReadDocument {
  readonly found: readonly Found[]
  readonly dropped: ReadonlyMap<string, number>
}

/** Adds two counts of what was left out. */
export function addDropped(
  a: ReadonlyMap<string, number>,
  b: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const sum = new Map(a)
  for (const [why, count] of b) sum.set(why, (sum.get(why) ?? 0) + count)
  return sum
}

/** JSON Lines: a server, a tool or a bare name a line. */
export function readLines(text: string): ReadDocument {
  const found: Found[] = []
  const dropped = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const one = readLine(line)
    if (one !== undefined) {
      found.push(one)
      continue
    }
    const why = whyDropped(line)
    dropped.set(why, (dropped.get(why) ?? 0) + 1)
  }
  return { found, dropped }
}

function counted(why: string, count: number): ReadonlyMap<string, number> {
  return count === 0 ? new Map() : new Map([[why, count]])
}

/** The whole text as one value; undefined where it is several lines of JSON, or none. */
function wholeValue(text: string): unknown {
  const begin = text.trimStart()
  if (!begin.startsWith('{') && !begin.startsWith('[')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const NOTHING: ReadDocument = { found: [], dropped: new Map() }

/**
 * Reads `server.json` (or a list of them), a saved page of a registry, a file of a server and its tools, or JSON Lines.
 * @param source to which whatever does not name its own is put down
 */
export function readDocument(text: string, source: FactSource): ReadDocument {
  const value = wholeValue(text)
  if (value === undefined) return text.trim() === '' ? NOTHING : readLines(text)
  if (isToolsFile(value)) {
    const read = readToolsFile(value, source)
    if (read === undefined) return { found: [], dropped: counted('a server without an identity', 1) }
    return { found: read.found, dropped: counted('a name that no tool can have', read.dropped) }
  }
  if (Array.isArray(own(rowOf(value), 'servers'))) {
    const { servers, left } = readRegistryPage(value, source)
    return { found: servers, dropped: left }
  }
  const listed = (Array.isArray(value) ? value : [value]).map((one) => readServerJson(one, source))
  const servers = listed.filter((one) => one !== undefined)
  if (servers.length > 0)
    return { found: servers, dropped: counted('a server.json without a name', listed.length - servers.length) }
  // One line of JSON Lines is a whole value as well.
  return readLines(text)
}
