/** `/catalogue`: search, servers, tools. */
import { serverReport, toolReport } from '@portcullis/catalogue'
import { Hono } from 'hono'
import { sendPage } from '../layout/page.tsx'
import { slugOf } from '../links.ts'
import { createLookup } from '../lookup.ts'
import { once } from '../once.ts'
import type { SiteOptions } from '../options.ts'
import { pathOf } from '../paths.ts'
import { find } from './find.ts'
import { HomePage, riskiestOf } from './home.tsx'
import { isSearch, readQuery } from './query.ts'
import { Results } from './results.tsx'
import { readPart, ServerPage } from './server.tsx'
import { ToolPage } from './tool.tsx'

/** Routes of the catalogue itself. */
export function catalogueRoutes(options: SiteOptions): Hono {
  const lookup = createLookup(options)
  const app = new Hono()
  const { index, gateway } = options
  const riskiest = once(() => riskiestOf(index, lookup))

  app.get('/catalogue', (c) => {
    const params = new URL(c.req.url).searchParams
    const query = readQuery(params)
    const finds = isSearch(query) ? find(options, lookup, query) : undefined
    if (params.get('part') === 'results' && finds !== undefined) {
      return c.html(String(<Results query={query} finds={finds} />), 200, { 'X-Robots-Tag': 'noindex' })
    }
    return sendPage(c, <HomePage options={options} riskiest={riskiest()} query={query} finds={finds} />)
  })

  app.get('/catalogue/:server', (c) => {
    const name = c.req.param('server')
    const server = lookup.server(name)
    if (server === undefined) return c.notFound()
    if (server.slug !== name) return c.redirect(pathOf({ page: 'server', server: server.slug }), 301)
    const report = serverReport(index, server, { gateway })
    const part = readPart(new URL(c.req.url).searchParams, report)
    return sendPage(c, <ServerPage options={options} report={report} part={part} />)
  })

  app.get('/catalogue/:server/:tool', (c) => {
    const [name, slug] = [c.req.param('server'), c.req.param('tool')]
    const server = lookup.server(name)
    const tool = server === undefined ? undefined : lookup.tool(server, slug)
    if (server === undefined || tool === undefined) return c.notFound()
    const own = slugOf(server, tool)
    if (server.slug !== name || own !== slug) {
      return c.redirect(pathOf({ page: 'tool', server: server.slug, tool: own }), 301)
    }
    return sendPage(c, <ToolPage options={options} report={toolReport(index, server, tool, { gateway })} />)
  })
  return app
}
