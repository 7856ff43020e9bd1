/** Servers near a server. */
import type { ServerFacts } from '../import/server-facts.ts'
import type { CatalogueIndex } from '../search/open-index.ts'
import { tokenize } from '../tokens.ts'
import { shown } from './plain.ts'
import type { ServerLink } from './report.ts'

/** Most related servers. */
const MOST = 6

const SAYS_NOTHING = new Set('mcp server servers the for and api client tools a of io ai app'.split(' '))

/** Servers whose names share the telling words of this one’s, best first. */
export function relatedServers(index: CatalogueIndex, server: ServerFacts): readonly ServerLink[] {
  const words = tokenize(server.name.split('/').at(-1) ?? '').filter((word) => !SAYS_NOTHING.has(word))
  if (words.length === 0) return []
  const hits = index.search(words.slice(0, 3).join(' '), { kind: 'server' }, MOST + 2)
  return hits
    .flatMap((hit): ServerFacts[] => {
      const found = hit.server === server.id ? undefined : index.entry(hit.server)
      return found === undefined ? [] : [found]
    })
    .slice(0, MOST)
    .map((found) => ({ slug: found.slug, name: shown(found.name), tools: found.tools.length }))
}
