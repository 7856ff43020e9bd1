/** The lines that ship → servers by identity and by what they claim, without the search index: quick, for commands. */
import type { FactsHead, ServerLine } from '../import/codec.ts'
import { plainSlug } from '../import/identity.ts'
import type { ServerFacts } from '../import/server-facts.ts'
import { isServerLine, readEntry } from '../import/shards.ts'
import { type Claims, claimsOf } from './claims.ts'
import type { KnownServers } from './recognise.ts'

const IDENTITY = /^\{"i":"([^"\\]*)"/

/** Lines that say more than an identity and a name: only these are parsed at once. */
const MORE = /"[sa]":/

/** The line of a server by its names. */
type Names = Map<string, number>

function addServer(names: Names, text: string, at: number): void {
  const id = IDENTITY.exec(text)?.[1] ?? ''
  names.set(id, at)
  if (!MORE.test(text)) return
  const line: ServerLine = JSON.parse(text)
  for (const name of [line.s, ...(line.a ?? [])]) if (name !== undefined && !names.has(name)) names.set(name, at)
}

/** The places of servers by the slugs that are made from their identities in the plain way; the first of equal ones. */
function plainSlugs(names: Names): ReadonlyMap<string, number> {
  const slugs = new Map<string, number>()
  for (const [id, at] of names) {
    const slug = plainSlug(id)
    if (!slugs.has(slug)) slugs.set(slug, at)
  }
  return slugs
}

/** Opens the lines of all files. Each is looked at once; a server is read when it is asked for. */
export function openKnown(lines: readonly string[], head: FactsHead): KnownServers {
  const names: Names = new Map()
  for (const [at, text] of lines.entries()) if (isServerLine(text)) addServer(names, text, at)
  let claims: Claims | undefined
  let slugs: ReadonlyMap<string, number> | undefined
  const bySlug = (name: string): number | undefined => {
    if (!/^[a-z0-9-]{1,80}$/.test(name)) return undefined
    slugs ??= plainSlugs(names)
    return slugs.get(name)
  }
  const read = (at: number): ServerFacts | undefined => {
    let end = at + 1
    while (end < lines.length && lines[end] !== '' && !isServerLine(lines[end] ?? '')) end++
    return readEntry(lines.slice(at, end), head)
  }
  return {
    entry: (name) => {
      const at = names.get(name) ?? bySlug(name)
      return at === undefined ? undefined : read(at)
    },
    claiming: (key) => {
      const at = names.get(key)
      const own = at !== undefined && IDENTITY.exec(lines[at] ?? '')?.[1] === key ? [at] : []
      claims ??= claimsOf(lines)
      return [...new Set([...own, ...(claims.get(key) ?? [])])].flatMap((one) => read(one) ?? [])
    },
  }
}
