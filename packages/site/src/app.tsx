/** The pages as one application. */
import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { ASSETS } from './assets.ts'
import { contactRoutes } from './contact/routes.tsx'
import type { SiteBindings } from './contact/sender.ts'
import { outputRoutes } from './feeds/output-routes.ts'
import { pageHeaders } from './headers.ts'
import { sendPage } from './layout/page.tsx'
import type { SiteOptions } from './options.ts'
import { attackRoutes } from './pages/attacks.tsx'
import { catalogueRoutes } from './pages/catalogue.tsx'
import { NotFoundPage, TroublePage } from './pages/not-found.tsx'
import { riskRoutes } from './pages/risk.tsx'
import { stackRoutes } from './stack/routes.tsx'

/** A path of this origin, as it was sent, that ends in one slash: one that begins with two would name another host. */
const SLASH_AT_END = /^\/[a-z][\w.~%/-]*[^/]\/$/

/** Everything under an origin, ready to be served or to be written out: `createSite(options).request('/catalogue')`. */
export function createSite(options: SiteOptions): Hono<{ Bindings: SiteBindings }> {
  const app = new Hono<{ Bindings: SiteBindings }>()
  app.use(pageHeaders, etag())
  app.get('/assets/*', (c) => {
    const asset = ASSETS.files.get(c.req.path)
    if (asset === undefined) return c.notFound()
    return c.body(asset.body, 200, {
      'Content-Type': asset.type,
      'Cache-Control': 'public, max-age=31536000, immutable',
    })
  })
  app.get('/', (c) => c.redirect('/catalogue', 302))
  // Before the pages: `/catalogue/x.md` begins as a page's address does.
  app.route('/', outputRoutes(options))
  app.route('/', contactRoutes(options))
  app.route('/', catalogueRoutes(options))
  app.route('/', riskRoutes(options))
  app.route('/', attackRoutes(options))
  app.route('/', stackRoutes(options))
  app.notFound((c) => {
    const { path, url } = c.req
    // Not the decoded path: what is decoded may be no part of a header.
    const { pathname } = new URL(url)
    if (SLASH_AT_END.test(pathname)) return c.redirect(pathname.slice(0, -1), 301)
    return sendPage(c, <NotFoundPage options={options} path={path} />, 404)
  })
  app.onError((error, c) => {
    options.onTrouble?.(error)
    return sendPage(c, <TroublePage options={options} />, 500)
  })
  return app
}
