/** What a visitor asks about → the members of a stack. */
import {
  knownIn,
  readClientConfig,
  recogniseServer,
  type ServerFacts,
  type StackMember,
  slugsOfQuery,
  study,
} from '@portcullis/catalogue'
import type { Lookup } from '../lookup.ts'
import type { SiteOptions } from '../options.ts'

/** A stack that was asked about. */
export interface AskedStack {
  readonly members: readonly StackMember[]
  /** Slugs that lead nowhere. */
  readonly missing: readonly string[]
  /** Slugs of all members that the catalogue knows: what a link to the stack holds. */
  readonly slugs: readonly string[]
}

/** Most servers of one configuration. */
const MOST = 100

function named(entries: readonly ServerFacts[]): readonly StackMember[] {
  const names = entries.map((entry) => study(entry).link.name)
  return entries.map((entry, at): StackMember => {
    const name = names[at] ?? entry.slug
    const single = names.filter((one) => one === name).length === 1
    return { name: single ? name : entry.slug, entry, confidence: 'certain' }
  })
}

/** The stack of some slugs, as they stand in an address. */
export function stackOfSlugs(lookup: Lookup, values: readonly string[]): AskedStack {
  const slugs = slugsOfQuery(values)
  const entries = slugs.flatMap((slug) => lookup.server(slug) ?? [])
  return {
    members: named(entries),
    missing: slugs.filter((slug) => lookup.server(slug) === undefined),
    slugs: entries.map(({ slug }) => slug),
  }
}

/** The stack of a configuration, which should hold no secrets any more; or what is wrong with it. */
export function stackOfConfig({ index }: SiteOptions, text: string): AskedStack | { readonly problem: string } {
  const config = readClientConfig(text)
  if (!config.ok) return { problem: `Line ${config.line}: ${config.problem}` }
  if (config.servers.length === 0) return { problem: 'It names no server. Paste the whole file.' }
  const known = knownIn(index)
  const members = config.servers.slice(0, MOST).map((configured): StackMember => {
    const found = recogniseServer(known, configured)
    return { name: configured.name, configured, entry: found?.entry, confidence: found?.confidence }
  })
  return { members, missing: [], slugs: [...new Set(members.flatMap(({ entry }) => entry?.slug ?? []))] }
}
