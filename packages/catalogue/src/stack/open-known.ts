/** The lines that ship → servers by identity and by what they claim, without the search index: quick, for commands. */
import type { FactsHead, ServerLine } from '../import/codec.ts'
import { plainSlug } from '../import/identity.ts'
import type { ServerFacts } from '../import/server-facts.ts'
import { isServerLine, readEntry } from '../import/shards.ts'
import { type KnownServers, keysOfEntry } from './recognise.ts'

const IDENTITY = /^\{"i":"([^"\\]*)"/

/** Lines that say more than an identity and a name: only these are parsed at once. */
const MORE = /"[spma]":/

/** Where things stand: the line of a server by its names, and lines of servers by what they claim. */
interface Places {
  readonly names: Map<string, number>
  readonly claims: Map<string, number[]>
}

function addClaims({ claims }: Places, { p, m }: ServerLine, at: number): void {
  const pkg = p === undefined ? undefined : { registry: p[0], name: p[1] }
  for (const key of keysOfEntry({ ...(pkg && { package: pkg }), ...(m !== undefined && { remote: m }) })) {
    const there = claims.get(key)
    if (there === undefined) claims.set(key, [at])
    else there.push(at)
  }
}

function addServer(places: Places, text: string, at: number): void {
  const id = IDENTITY.exec(text)?.[1] ?? ''
  places.names.set(id, at)
  if (!MORE.test(text)) return
  const line: ServerLine = JSON.parse(text)
  for (const name of [line.s, ...(line.a ?? [])])
    if (name !== undefined && !places.names.has(name)) places.names.set(name, at)
  addClaims(places, line, at)
}

/** The places of servers by the slugs that are made from their identities in the plain way; the first of equal ones. */
function plainSlugs({ names }: Places): ReadonlyMap<string, number> {
  const slugs = new Map<string, number>()
  for (const [id, at] of names) {
    const slug = plainSlug(id)
    if (!slugs.has(slug)) slugs.set(slug, at)
  }
  return slugs
}

/** Opens the lines of all files. Each is looked at once; a server is read when it is asked for. */
export function openKnown(lines: readonly string[], head: FactsHead): KnownServers {
  const places: Places = { names: new Map(), claims: new Map() }
  for (const [at, text] of lines.entries()) if (isServerLine(text)) addServer(places, text, at)
  let slugs: ReadonlyMap<string, number> | undefined
  const bySlug = (name: string): number | undefined => {
    if (!/^[a-z0-9-]{1,80}$/.test(name)) return undefined
    slugs ??= plainSlugs(places)
    return slugs.get(name)
  }
  const read = (at: number): ServerFacts | undefined => {
    let end = at + 1
    while (end < lines.length && lines[end] !== '' && !isServerLine(lines[end] ?? '')) end++
    return readEntry(lines.slice(at, end), head)
  }
  return {
    entry: (name) => {
      const at = places.names.get(name) ?? bySlug(name)
      return at === undefined ? undefined : read(at)
    },
    claiming: (key) => {
      const at = places.names.get(key)
      const own = at !== undefined && IDENTITY.exec(lines[at] ?? '')?.[1] === key ? [at] : []
      return [...new Set([...own, ...(places.claims.get(key) ?? [])])].flatMap((one) => read(one) ?? [])
    },
  }
}
