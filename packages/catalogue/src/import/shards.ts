/** All facts ↔ the texts of the files that ship. */
import type { FactSource } from '../entry.ts'
import { sha256 } from '../sha256.ts'
import {
  decodeServer,
  decodeTool,
  encodeServer,
  encodeTool,
  type FactsHead,
  type ServerLine,
  type ToolLine,
} from './codec.ts'
import { byText } from './merge.ts'
import type { ServerFacts } from './server-facts.ts'

/** How many files the facts are spread over. */
const SHARDS = 16

/** The facts as files. */
export interface FactsFiles {
  readonly head: FactsHead
  /** Texts of JSON Lines by file name, `0.jsonl` … `f.jsonl`; a server's place depends on its identity alone. */
  readonly shards: ReadonlyMap<string, string>
}

function sourcesOf(servers: readonly ServerFacts[]): readonly FactSource[] {
  const unique = new Map<string, FactSource>()
  for (const { sources, tools } of servers) {
    for (const one of [...sources, ...tools.map(({ source }) => source)])
      unique.set(`${one.source}\n${one.license}`, one)
  }
  return [...unique].sort(([a], [b]) => byText(a, b)).map(([, one]) => one)
}

/** The day on which most were first seen; the earlier of two. */
function commonDay(servers: readonly ServerFacts[]): string {
  const counts = new Map<string, number>()
  for (const { firstSeen } of servers) counts.set(firstSeen, (counts.get(firstSeen) ?? 0) + 1)
  const [common] = [...counts].sort(([a, m], [b, n]) => n - m || byText(a, b))
  return common?.[0] ?? ''
}

/** A head for some facts that begins as `base` does: lines written under `base` mean the same under it. */
export function headOver(base: FactsHead, servers: readonly ServerFacts[]): FactsHead {
  const known = new Set(base.sources.map(({ source, license }) => `${source}\n${license}`))
  const more = sourcesOf(servers).filter(({ source, license }) => !known.has(`${source}\n${license}`))
  return { day: base.day, sources: [...base.sources, ...more] }
}

/** A server's line and the lines of its tools. */
export function entryLines(server: ServerFacts, head: FactsHead): readonly string[] {
  const tools = server.tools.map((tool) => JSON.stringify(encodeTool(tool, head)))
  return [JSON.stringify(encodeServer(server, head)), ...tools]
}

/**
 * The files of all facts; servers sorted by identity. The same facts give the same bytes.
 * @param base what the head begins with; without it, the head is made from the servers alone
 */
export function writeShards(servers: readonly ServerFacts[], base?: FactsHead): FactsFiles {
  const head = base === undefined ? { day: commonDay(servers), sources: sourcesOf(servers) } : headOver(base, servers)
  const shards = new Map(
    Array.from({ length: SHARDS }, (_, at): [string, string[]] => [`${at.toString(16)}.jsonl`, []]),
  )
  for (const server of servers.toSorted((a, b) => byText(a.id, b.id))) {
    const lines = shards.get(`${sha256(server.id).charAt(0)}.jsonl`)
    lines?.push(...entryLines(server, head))
  }
  return {
    head,
    shards: new Map([...shards].map(([name, lines]) => [name, lines.map((line) => `${line}\n`).join('')])),
  }
}

/** Whether a line of ours is a server's: its first key tells. */
export function isServerLine(line: string): boolean {
  return line.startsWith('{"i":')
}

/** The lines of one server, first its own → its facts. Lines are this project's own and are trusted. */
export function readEntry(lines: readonly string[], head: FactsHead): ServerFacts | undefined {
  const [first, ...rest] = lines
  if (first === undefined || !isServerLine(first)) return undefined
  const line: ServerLine = JSON.parse(first)
  const tools = rest.map((text): ToolLine => JSON.parse(text)).map((tool) => decodeTool(tool, head))
  return { ...decodeServer(line, head), tools }
}

/** All servers of some lines, each followed by its tools. */
export function readEntries(lines: readonly string[], head: FactsHead): readonly ServerFacts[] {
  const groups: string[][] = []
  for (const line of lines) {
    if (isServerLine(line)) groups.push([line])
    else if (line !== '') groups.at(-1)?.push(line)
  }
  return groups.flatMap((group) => readEntry(group, head) ?? [])
}

/** The same servers; the tools of each are read when somebody looks at them: for work that touches few of many. */
export function openEntries(lines: readonly string[], head: FactsHead): readonly ServerFacts[] {
  const servers: ServerFacts[] = []
  for (let from = 0; from < lines.length; ) {
    let end = from + 1
    while (end < lines.length && !isServerLine(lines[end] ?? '')) end++
    const own = lines.slice(from + 1, end)
    const line: ServerLine = JSON.parse(lines[from] ?? '')
    let tools: ServerFacts['tools'] | undefined
    servers.push(
      Object.defineProperty(decodeServer(line, head), 'tools', {
        enumerable: true,
        get: () => {
          tools ??= own.map((text) => decodeTool(JSON.parse(text), head))
          return tools
        },
      }),
    )
    from = end
  }
  return servers
}

/** All servers of one shard. */
export function readShard(text: string, head: FactsHead): readonly ServerFacts[] {
  return readEntries(text.split('\n'), head)
}

/** The identity in a server's line, without reading the rest of it. */
export function idOfLine(line: string): string {
  const end = line.indexOf('"', 6)
  const id = line.slice(6, end)
  return id.includes('\\') ? (JSON.parse(line) as ServerLine).i : id
}
