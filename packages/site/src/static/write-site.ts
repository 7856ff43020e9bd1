/** The whole site as files. */
import { readFileSync } from 'node:fs'
import type { CatalogueIndex, PageRef, ServerFacts } from '@portcullis/catalogue'
import { createSite } from '../app.tsx'
import { ASSETS } from '../assets.ts'
import { pagesOf, writeSitemap } from '../feeds/sitemap.ts'
import { llmsText, robotsText } from '../feeds/texts.ts'
import { createLookup } from '../lookup.ts'
import { createMarkdown, type MarkdownPages } from '../markdown/page.ts'
import { cardOf } from '../og/card.ts'
import { draw } from '../og/draw.ts'
import { paint } from '../og/paint.ts'
import type { SiteOptions } from '../options.ts'
import { pathOf, picturePathOf } from '../paths.ts'
import type { Put } from './folder.ts'
import { forFiles, partsOf, SEARCH_SCRIPT, type ServerPart } from './for-files.ts'
import { searchData } from './search-data.ts'

/** What is written. */
export interface StaticOptions extends Pick<SiteOptions, 'index' | 'origin' | 'gateway'> {
  /** Slugs of the servers; all where it is not given. */
  readonly only?: ReadonlySet<string> | undefined
  /** Pictures of every server with known tools and of every page that is no server's. */
  readonly pictures: boolean
  /** Told after every page. */
  readonly onPage?: (written: number) => void
}

/** How many pages are on their way to the disk at once; pictures take more room. */
const PAGES_AT_ONCE = 64
const PICTURES_AT_ONCE = 4

/** Works through all, some at a time. */
async function inBatches<T>(all: Iterable<T>, size: number, work: (one: T) => Promise<void>): Promise<void> {
  let batch: Promise<void>[] = []
  for (const one of all) {
    batch.push(work(one))
    if (batch.length < size) continue
    await Promise.all(batch)
    batch = []
  }
  await Promise.all(batch)
}

/** The index, of which only some servers are written; searches and look-ups still know all. */
function narrowed(index: CatalogueIndex, only: ReadonlySet<string> | undefined): CatalogueIndex {
  if (only === undefined) return index
  const servers = [...only].flatMap((slug): readonly ServerFacts[] => {
    const server = index.entry(slug)
    return server === undefined ? [] : [server]
  })
  return { ...index, servers: () => servers }
}

/** The page whose picture stands for a page: a tool's server's, where it has known tools. */
function pictured(ref: PageRef, withTools: (slug: string) => boolean): PageRef {
  if (ref.page !== 'tool' && ref.page !== 'server') return ref
  return withTools(ref.server) ? { page: 'server', server: ref.server } : { page: 'home' }
}

function forwards(to: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Portcullis</title><meta http-equiv="refresh" content="0; url=${to}"></head><body><a href="${to}">The catalogue</a></body></html>\n`
}

/** Files that are not pages. */
async function writeFeeds(site: SiteOptions, put: Put): Promise<void> {
  const { origin } = site
  await put('index.html', forwards('/catalogue'))
  await put('llms.txt', llmsText(site))
  await put('search.json', searchData(site.index))
  await put(SEARCH_SCRIPT.slice(1), readFileSync(new URL('../../assets/static/search.js', import.meta.url), 'utf8'))
  for (const [path, { body }] of ASSETS.files) await put(path.slice(1), body)
  // A sitemap holds whole addresses only: without an origin there are none.
  if (origin === '') return
  await put('robots.txt', robotsText(origin))
  const { index, parts } = await writeSitemap(site.index, origin)
  await put('sitemap.xml', index)
  for (const [at, part] of parts.entries()) await put(`sitemap-${at + 1}.xml`, part)
}

interface Writing {
  readonly site: SiteOptions
  readonly page: (path: string) => Promise<string>
  readonly markdown: MarkdownPages
  readonly picture: (ref: PageRef) => PageRef | undefined
  readonly put: Put
}

/** The parts of a server's page that are asked for by a query: each once, as files beside its tools. */
async function writeParts(server: string, first: readonly ServerPart[], { site, page, picture, put }: Writing) {
  const ref: PageRef = { page: 'server', server }
  const done = new Set<string>()
  const waiting = [...first]
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (done.has(part.path)) continue
    done.add(part.path)
    const whole = forFiles(await page(part.asked), { ref, origin: site.origin, picture: picture(ref) })
    const { html, parts } = partsOf(whole, server)
    await put(`${part.path.slice(1)}/index.html`, html)
    waiting.push(...parts)
  }
}

async function writePage(ref: PageRef, writing: Writing): Promise<void> {
  const { site, page, markdown, picture, put } = writing
  const path = pathOf(ref)
  const whole = forFiles(await page(path), { ref, origin: site.origin, picture: picture(ref) })
  const { html, parts } = ref.page === 'server' ? partsOf(whole, ref.server) : { html: whole, parts: [] }
  if (ref.page === 'server') await writeParts(ref.server, parts, writing)
  await Promise.all([put(`${path.slice(1)}/index.html`, html), put(`${path.slice(1)}.md`, markdown(ref) ?? '')])
}

async function writePicture(ref: PageRef, { site, put }: Writing, lookup: ReturnType<typeof createLookup>) {
  const card = cardOf(ref, site.index, lookup)
  if (card !== undefined) await put(picturePathOf(ref).slice(1), await paint(draw(card)))
}

/** @returns asks the site for a page. It throws where the page cannot be made: nothing is left out in silence. */
function asker(site: SiteOptions): Writing['page'] {
  const app = createSite(site)
  return async (path) => {
    const answer = await app.request(path)
    if (answer.status !== 200) throw new Error(`The page ${path} could not be made: status ${answer.status}.`)
    return answer.text()
  }
}

/**
 * Writes every page as HTML and as Markdown, the feeds, the files that pages load, and pictures.
 * @returns how many pages were written
 * @throws where a page cannot be made or a file cannot be written
 */
export async function writeSite(options: StaticOptions, put: Put): Promise<number> {
  const index = narrowed(options.index, options.only)
  const site: SiteOptions = { index, origin: options.origin, gateway: options.gateway, here: () => [], written: true }
  const lookup = createLookup(site)
  const known = new Set<string>()
  for (const { slug, tools } of index.servers()) if (tools.length > 0) known.add(slug)
  const standsFor = (ref: PageRef) => pictured(ref, (slug) => known.has(slug))
  const picture = (ref: PageRef) => (options.pictures ? standsFor(ref) : undefined)
  const writing: Writing = { site, page: asker(site), markdown: createMarkdown(site, lookup), picture, put }

  await writeFeeds(site, put)
  let written = 0
  const drawn = new Map<string, PageRef>()
  await inBatches(pagesOf(index), PAGES_AT_ONCE, async ({ ref }) => {
    await writePage(ref, writing)
    if (options.pictures) drawn.set(picturePathOf(standsFor(ref)), standsFor(ref))
    written++
    options.onPage?.(written)
  })
  await inBatches(drawn.values(), PICTURES_AT_ONCE, (ref) => writePicture(ref, writing, lookup))
  return written
}
