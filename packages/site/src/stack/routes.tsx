/** `/stack`: what an agent can do with several servers at once. */
import { assessStack, type ServerFacts, visible } from '@portcullis/catalogue'
import { type Context, Hono } from 'hono'
import { readPostedForm } from '../contact/body.ts'
import { sendPage } from '../layout/page.tsx'
import { createLookup, type Lookup } from '../lookup.ts'
import type { SiteOptions } from '../options.ts'
import { type AskedStack, stackOfConfig, stackOfSlugs } from './members.ts'
import { StackPage } from './page.tsx'
import { loadReader } from './reader.ts'

/** Servers that a search offers. */
const FOUND = 12

const QUERY_LIMIT = 200

function searched(
  options: SiteOptions,
  lookup: Lookup,
  text: string,
  chosen: readonly string[],
): readonly ServerFacts[] {
  if (text === '') return []
  const hits = options.index.search(text, { kind: 'server' }, FOUND + chosen.length)
  const own = options.here().filter(({ name, slug }) => `${name} ${slug}`.toLowerCase().includes(text.toLowerCase()))
  const found = [...own, ...hits.flatMap(({ server }) => lookup.server(server) ?? [])]
  const unique = [...new Map(found.map((server) => [server.slug, server])).values()]
  return unique.filter(({ slug }) => !chosen.includes(slug)).slice(0, FOUND)
}

const NOTHING: AskedStack = { members: [], missing: [], slugs: [] }

/** The routes of the page; mounted at the root. */
export function stackRoutes(options: SiteOptions): Hono {
  const app = new Hono()
  const lookup = createLookup(options)
  const reader = loadReader()

  const show = (c: Context, asked: AskedStack, text = '', problem?: string) => {
    const { members, slugs, missing } = asked
    const chosen = slugs.flatMap((slug) => lookup.server(slug) ?? [])
    const known = members.filter(({ entry }) => entry !== undefined).length
    return sendPage(
      c,
      <StackPage
        options={options}
        pick={{ chosen, text, found: searched(options, lookup, text, slugs) }}
        report={members.length === 0 ? undefined : assessStack(members)}
        slugs={slugs}
        missing={missing}
        unlinked={members.length - known}
        reader={reader?.base}
        problem={problem}
      />,
      problem === undefined ? 200 : 422,
    )
  }

  app.get('/stack', (c) => {
    const params = new URL(c.req.url).searchParams
    const text = visible((params.get('q') ?? '').slice(0, QUERY_LIMIT)).trim()
    return show(c, stackOfSlugs(lookup, params.getAll('s')), text)
  })
  app.post('/stack', async (c) => {
    c.header('Cache-Control', 'no-store')
    const posted = await readPostedForm(c.req.raw)
    if (!(posted instanceof URLSearchParams))
      return show(c, NOTHING, '', 'It is too long: leave out what is no server, and try again.')
    const asked = stackOfConfig(options, posted.get('config') ?? '')
    return 'problem' in asked ? show(c, NOTHING, '', asked.problem) : show(c, asked)
  })
  app.get('/stack/reader/*', (c) => {
    const body = c.req.path.startsWith(reader?.base ?? '/')
      ? reader?.modules.get(c.req.path.slice(reader.base.length))
      : undefined
    if (body === undefined) return c.notFound()
    return c.body(body, 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'public, max-age=31536000, immutable',
    })
  })
  return app
}
