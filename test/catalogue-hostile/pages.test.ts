/** Hostile names in every form in which the catalogue speaks: pages, Markdown twins, feeds, pictures. */
import { type ServerFacts, toolSlugs } from '@portcullis/catalogue'
import { createSite, type SiteOptions } from '@portcullis/site'
import { describe, expect, it } from 'vitest'
import { forcedHostile, importedHostile, indexOf } from './facts.ts'
import { judgeHtml } from './judge-html.ts'
import { judgeMarkdown } from './judge-markdown.ts'
import { HOSTILE, wellFormed } from './texts.ts'

const ORIGIN = 'http://127.0.0.1:4102'
const IMPORTED = importedHostile()
const FORCED = forcedHostile()

const siteOf = (parts: Pick<SiteOptions, 'index' | 'here'>) =>
  createSite({ ...parts, origin: ORIGIN, gateway: 'http://127.0.0.1:4100' })

const SITES = [
  ['an index as it is imported', siteOf({ index: indexOf(IMPORTED), here: () => [] }), IMPORTED],
  ['an index as no importer makes it', siteOf({ index: indexOf(FORCED), here: () => [] }), FORCED],
  ['servers of the gateway itself', siteOf({ index: indexOf([]), here: () => FORCED }), FORCED],
] as const

const pathsOf = (servers: readonly ServerFacts[]): readonly string[] =>
  servers.flatMap(({ slug, tools }) => [
    `/catalogue/${slug}`,
    ...[...toolSlugs(tools.map(({ name }) => name)).values()].map((tool) => `/catalogue/${slug}/${tool}`),
  ])

describe.each(SITES)('%s', (_name, site, servers) => {
  const paths = pathsOf(servers)
  const text = async (path: string): Promise<string> => {
    const answer = await site.request(path)
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}.`)
    return answer.text()
  }

  it('[site.inert] makes pages of known elements, own scripts and visible text', async () => {
    const slugs = servers.map(({ slug }) => slug)
    const stacks = [`/stack?s=${slugs.slice(0, 40).join(',')}`, `/stack?s=${slugs.slice(-40).join(',')}`]
    for (const path of ['/catalogue', '/risk/critical', '/risk/high', ...stacks, ...paths]) {
      const html = await text(path)
      judgeHtml(html)
      expect([path, html.length < 200_000]).toEqual([path, true])
    }
  })

  it('makes twins whose only markup is ours', async () => {
    for (const path of ['/catalogue', '/risk/critical', ...paths]) judgeMarkdown(await text(`${path}.md`), ORIGIN)
  })

  it('names plain addresses alone', async () => {
    const sitemap = await text('/sitemap-1.xml')
    expect(
      sitemap.replace(
        /<url><loc>http:\/\/127\.0\.0\.1:4102[a-z0-9/-]*<\/loc>(?:<lastmod>[\d-]+<\/lastmod>)?<\/url>/g,
        '',
      ),
    ).toMatch(/^<\?xml [^<]*\?>\n<urlset [^<]*>\n+<\/urlset>\n$/)
    judgeMarkdown((await text('/llms.txt')).replace(/\S*\/\S*\?q=refund\S*|: http\S*/g, ''), ORIGIN)
  })
})

describe('what is asked', () => {
  const [, site] = SITES[0]
  const places = HOSTILE.flatMap((hostile) => {
    const text = encodeURIComponent(wellFormed(hostile)).slice(0, 1500)
    return [
      `/catalogue?q=${text}`,
      `/catalogue?q=${text}&part=results`,
      `/catalogue?q=a&category=${text}&risk=${text}&transport=${text}&page=${text}`,
      `/catalogue/${text}`,
      `/catalogue/npm-hostile-0/${text}`,
      `/catalogue/npm-hostile-0?risk=${text}&category=${text}&page=${text}`,
      `/attacks/${text}`,
      `/risk/${text}`,
      `/stack?s=${text}&q=${text}`,
      `/contact?about=${text}&topic=${text}`,
      `/${text}`,
      `/${text}.md`,
      `/og/${text}.png`,
    ]
  })

  it('comes back as text', async () => {
    for (const path of places) {
      const answer = await site.request(path)
      expect([path, answer.status < 500, answer.headers.get('content-security-policy')]).toEqual([
        path,
        true,
        expect.stringContaining("script-src 'self'"),
      ])
      const body = await answer.text()
      if (!answer.headers.get('content-type')?.startsWith('text/html')) continue
      judgeHtml(body.startsWith('<!doctype html>') ? body : `<!doctype html>${body}`)
    }
  })
})
