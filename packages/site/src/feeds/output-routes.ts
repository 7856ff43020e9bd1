/** Everything besides pages that the site gives out: Markdown twins, feeds, pictures. */
import type { PageRef } from '@portcullis/catalogue'
import { type Context, Hono } from 'hono'
import { createLookup } from '../lookup.ts'
import { createMarkdown } from '../markdown/page.ts'
import { cardOf } from '../og/card.ts'
import { draw } from '../og/draw.ts'
import { createPictures, tagOf } from '../og/pictures.ts'
import type { SiteOptions } from '../options.ts'
import { refOf } from './ref-of.ts'
import { type Sitemap, writeSitemap } from './sitemap.ts'
import { INTERFACES, llmsText, robotsText } from './texts.ts'

const HOUR = 'public, max-age=3600'
const DAY = 'public, max-age=86400'

/** The page that a picture's path without its ending stands for: `/og/github/create-issue`. */
function picturedBy(path: string): PageRef | undefined {
  const inner = path.slice('/og'.length)
  if (inner === '/catalogue') return { page: 'home' }
  return inner.startsWith('/risk/') || inner.startsWith('/attacks/') ? refOf(inner) : refOf(`/catalogue${inner}`)
}

/** The path without `.md` or `.png`. */
function stem(path: string): string {
  return path.slice(0, path.lastIndexOf('.'))
}

function markdownRoutes(options: SiteOptions): Hono {
  const write = createMarkdown(options, createLookup(options))
  const answer = (c: Context) => {
    const ref = refOf(stem(c.req.path))
    const text = ref && write(ref)
    if (text === undefined) return c.text('# Not found\n\nThere is no page at this address.\n', 404)
    return c.body(text, 200, { 'Content-Type': 'text/markdown; charset=utf-8', 'X-Robots-Tag': 'noindex' })
  }
  const app = new Hono()
  for (const page of ['catalogue', 'risk', 'attacks', 'stack', 'contact']) app.get(`/${page}.md`, answer)
  for (const folder of ['catalogue', 'risk', 'attacks']) app.get(`/${folder}/:file{[a-z0-9-]+\\.md}`, answer)
  app.get('/catalogue/:server/:file{[a-z0-9-]+\\.md}', answer)
  return app
}

function feedRoutes(options: SiteOptions): Hono {
  const plain = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': HOUR }
  const xml = { 'Content-Type': 'application/xml; charset=utf-8', 'Cache-Control': HOUR }
  let made: Promise<Sitemap> | undefined
  const sitemap = () => {
    made ??= writeSitemap(options.index, options.origin)
    return made
  }
  const app = new Hono()
  app.get('/robots.txt', (c) => c.body(robotsText(options.origin), 200, plain))
  app.get('/llms.txt', (c) => c.body(llmsText(options, INTERFACES), 200, plain))
  app.get('/sitemap.xml', async (c) => c.body((await sitemap()).index, 200, xml))
  app.get('/:file{sitemap-[1-9][0-9]?\\.xml}', async (c) => {
    const at = Number(c.req.path.slice('/sitemap-'.length, -'.xml'.length))
    const part = (await sitemap()).parts[at - 1]
    return part === undefined ? c.notFound() : c.body(part, 200, xml)
  })
  return app
}

function pictureRoutes(options: SiteOptions): Hono {
  const lookup = createLookup(options)
  const pictures = createPictures()
  const answer = async (c: Context) => {
    const ref = picturedBy(stem(c.req.path))
    const card = ref && cardOf(ref, options.index, lookup)
    if (card === undefined) return c.notFound()
    const svg = draw(card)
    const headers = { ETag: tagOf(svg), 'Cache-Control': DAY }
    if (c.req.header('If-None-Match') === headers.ETag) return c.body(null, 304, headers)
    const png = await pictures.of(svg)
    if (png === undefined)
      return c.text('Too many pictures are wanted at once: ask again.', 503, { 'Retry-After': '10' })
    return c.body(png, 200, { ...headers, 'Content-Type': 'image/png' })
  }
  const app = new Hono()
  app.get('/og/:file{[a-z0-9-]+\\.png}', answer)
  app.get('/og/:folder/:file{[a-z0-9-]+\\.png}', answer)
  return app
}

/** Routes besides pages; to be mounted before theirs, whose addresses begin the same. */
export function outputRoutes(options: SiteOptions): Hono {
  const app = new Hono()
  app.route('/', markdownRoutes(options))
  app.route('/', feedRoutes(options))
  app.route('/', pictureRoutes(options))
  return app
}
