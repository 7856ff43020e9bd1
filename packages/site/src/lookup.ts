/** Servers and tools behind addresses. */
import type { ServerFacts, ToolFacts } from '@portcullis/catalogue'
import { slugOf } from './links.ts'
import type { SiteOptions } from './options.ts'

/** Finds servers: this gateway's own first, then the index's. */
export interface Lookup {
  /** By slug; by identity or alias too, so compare its `slug` to see whether the address is the right one. */
  readonly server: (name: string) => ServerFacts | undefined
  /** By slug; by the tool's own name too. */
  readonly tool: (server: ServerFacts, slug: string) => ToolFacts | undefined
}

/** Prepares look-ups. */
export function createLookup({ index, here }: Pick<SiteOptions, 'index' | 'here'>): Lookup {
  return {
    server: (name) => here().find(({ slug }) => slug === name) ?? index.entry(name),
    tool: (server, slug) => {
      const own = server.tools.find((one) => slugOf(server, one) === slug)
      return own ?? server.tools.find(({ name }) => name === slug)
    },
  }
}
