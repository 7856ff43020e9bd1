/** The sitemap of all pages (sitemaps.org, protocol 0.9): an index, and parts that stay under its bounds. */
import { ATTACK_ENTRIES, type CatalogueIndex, type PageRef, RISK_LEVELS, toolSlugs } from '@portcullis/catalogue'
import { pathOf } from '../paths.ts'
import { xmlText } from './xml.ts'

/** Most addresses in one part: the protocol allows 50,000 and 50 MB. */
export const PART_SIZE = 45_000

/** How many servers are read before others get their turn. */
const STRIDE = 500

/** Text of a sitemap, in UTF-8. */
export type SitemapText = Uint8Array<ArrayBuffer>

/** All texts: `parts[0]` is `/sitemap-1.xml`. */
export interface Sitemap {
  readonly index: SitemapText
  readonly parts: readonly SitemapText[]
}

/** An address of the sitemap. */
interface Place {
  readonly ref: PageRef
  /** `YYYY-MM-DD` */
  readonly changed?: string
}

const FIXED: readonly PageRef[] = [
  { page: 'home' },
  { page: 'risks' },
  ...RISK_LEVELS.map((level): PageRef => ({ page: 'risk', level })),
  { page: 'attacks' },
  ...ATTACK_ENTRIES.map(({ slug }): PageRef => ({ page: 'attack', attack: slug })),
  { page: 'stack' },
  { page: 'contact' },
]

/** Every page of the catalogue: fixed ones, then each server with its tools. */
export function* pagesOf(index: CatalogueIndex): Generator<Place> {
  for (const ref of FIXED) yield { ref }
  for (const { slug, lastChanged, tools } of index.servers()) {
    yield { ref: { page: 'server', server: slug }, changed: lastChanged }
    for (const tool of toolSlugs(tools.map(({ name }) => name)).values())
      yield { ref: { page: 'tool', server: slug, tool }, changed: lastChanged }
  }
}

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'

function textOf(root: 'urlset' | 'sitemapindex', lines: readonly string[]): SitemapText {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">\n${lines.join('\n')}\n</${root}>\n`
  return new TextEncoder().encode(body)
}

/** The turn of everybody else. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/**
 * Writes the sitemap of all pages, giving way to others while it reads.
 * @param origin without a slash at its end
 */
export async function writeSitemap(index: CatalogueIndex, origin: string, size = PART_SIZE): Promise<Sitemap> {
  const base = xmlText(origin)
  const parts: SitemapText[] = []
  let lines: string[] = []
  let read = 0
  for (const { ref, changed } of pagesOf(index)) {
    const day = changed === undefined || changed === '' ? '' : `<lastmod>${xmlText(changed)}</lastmod>`
    lines.push(`<url><loc>${base}${pathOf(ref)}</loc>${day}</url>`)
    if (lines.length === size) {
      parts.push(textOf('urlset', lines))
      lines = []
    }
    if (++read % STRIDE === 0) await pause()
  }
  if (lines.length > 0) parts.push(textOf('urlset', lines))
  const names = parts.map((_part, at) => `<sitemap><loc>${base}/sitemap-${at + 1}.xml</loc></sitemap>`)
  return { index: textOf('sitemapindex', names), parts }
}
